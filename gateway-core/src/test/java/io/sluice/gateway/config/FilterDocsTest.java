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
                header  text, default x-request-id
                        Where the id goes.

            sampler
                Has an option of every kind.
                rate               rate, required
                                   How many.
                burst              whole number, default 10
                                   At once.
            """)
        .contains(
            """
                types              list of text, default [text/plain, text/html]
                                   Which types.
                set                map to text with variables, default {}
                                   What to set.
            """)
        .contains(
            """
                policies           list of options, default []
                                   More of them.
                policies[].id      text, required
                                   Its name.
                policies[].weight  whole number, default 1
                                   Its share.
                default            options, no default
                                   Or else.
                default.id         text, required
                                   Its name.
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
