package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.config.FilterDocs.FilterDoc;
import io.sluice.gateway.config.FilterDocs.OptionDoc;
import java.util.List;
import org.junit.jupiter.api.Test;

class FilterDocsTest {

  @Test
  void listsEveryOptionWithTypeDefaultAndMeaning() {
    assertThat(FilterDocs.text(SampleFilters.ALL))
        .startsWith(
            """
            request_id
                Gives requests an id.
                header  text  x-request-id  Where the id goes.

            sampler
                Has an option of every kind.
                rate               rate                           required                 How many.
                burst              whole number                   10                       At once.
                total              whole number                   5000000000               In all.
                share              number                         0.5                      Share.
                dry_run            true | false                   false                    Whether.
                algorithm          token_bucket | sliding_window  token_bucket             How.
                delay              duration                       1s                       How long.
                size               size                           1KiB                     How much.
                key                text with variables            {client_ip}              By what.
                allow              list of network                []                       From where.
                types              list of text                   [text/plain, text/html]  Which types.
                set                map to text with variables     {}                       What to set.
                ttl                map to duration                {}                       By status.
                policies           list of options                []                       More of them.
                policies[].id      text                           required                 Its name.
                policies[].weight  whole number                   1                        Its share.
                default            options                        none                     Or else.
                default.id         text                           required                 Its name.
                default.weight     whole number                   1                        Its share.
            """);
  }

  @Test
  void givesTheSameAsData() {
    List<FilterDoc> docs = FilterDocs.of(SampleFilters.ALL);

    assertThat(docs)
        .extracting(FilterDoc::name)
        .containsExactly("request_id", "sampler", "login", "nest");
    assertThat(docs.get(2).options())
        .contains(new OptionDoc("pin", "whole number", "(hidden)", "Attempts."));
    assertThat(docs.get(3).options())
        .containsExactly(new OptionDoc("filters", "list of filter", "[]", "Filters inside."));
  }
}
