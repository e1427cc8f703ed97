package io.sluice.filters.forwardauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreshnessTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          -                              | 100
          ''                             | 100
          public                         | 100
          max-age=5                      | 5
          MAX-AGE=5                      | 5
          max-age=0                      | 0
          max-age=100000                 | 100
          max-age=99999999999999999999   | 100
          max-age=-1                     | 0
          max-age=5x                     | 0
          max-age="5"                    | 0
          max-age=                       | 0
          max-age                        | 0
          max-age=5, max-age=50          | 5
          s-maxage=7, max-age=50         | 7
          no-store                       | 0
          public , No-Store              | 0
          no-cache                       | 0
          no-cache="set-cookie"          | 0
          private                        | 0
          max-age=5,no-store             | 0
          no-storex                      | 100
          ,,;                            | 100
          """)
  void anAnswerIsFreshForAsLongAsItSaysAndNoLonger(String control, long seconds) {
    HttpHeaders fields = new DefaultHttpHeaders();
    if (control != null) {
      fields.add("cache-control", control);
    }
    assertThat(Freshness.of(fields, TimeUnit.SECONDS.toNanos(100)))
        .isEqualTo(TimeUnit.SECONDS.toNanos(seconds));
  }

  @ParameterizedTest
  @CsvSource({"cache-control, no-store", "set-cookie, a=1", "vary, *", "vary, 'cookie, *'"})
  void anotherLineCounts(String name, String value) {
    HttpHeaders fields = new DefaultHttpHeaders().add("cache-control", "max-age=5");
    assertThat(Freshness.of(fields.add(name, value), TimeUnit.SECONDS.toNanos(100))).isZero();
  }
}
