package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.api.Option;
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
            Written as { name: NAME, config: { OPTION: VALUE } }, in default_filters or a route's filters.

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
  void wrapsWhatIsLong() {
    assertThat(
            FilterDocs.text(
                List.of(new SampleFilters.Sample<>("long", "Long.", LongDefault.class))))
        .endsWith(
            """
            long
                Long.
                words  list of text, default [one-of-them, another-of-them, yet-another-of-them,
                       the-last-but-one-of-them, the-last-of-them]
                       These are the words that are taken when the document says nothing about any one of them.

            """)
        .satisfies(text -> assertThat(text.lines()).allMatch(line -> line.length() <= 100));
  }

  record LongDefault(
      @Option(
              value =
                  "These are the words that are taken when the document says nothing about any"
                      + " one of them.",
              orElse =
                  "[one-of-them, another-of-them, yet-another-of-them, the-last-but-one-of-them,"
                      + " the-last-of-them]")
          List<String> words) {}

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
