package io.sluice.filters.compression;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With br, then zstd, then gzip on offer. */
class AcceptEncodingTest {
  private final AcceptEncoding offers =
      new AcceptEncoding(
          new Coding(Algorithm.BR, 4),
          new Coding(Algorithm.ZSTD, 3),
          new Coding(Algorithm.GZIP, 6));

  private static String name(Coding coding) {
    return coding == null ? "identity" : coding.algorithm().token;
  }

  /** RFC 9110 section 12.5.3; its own examples first. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "compress, gzip                     | gzip",
        "''                                 | identity",
        "*                                  | br",
        "compress;q=0.5, gzip;q=1.0         | gzip",
        "gzip;q=1.0, identity; q=0.5, *;q=0 | gzip",
        // the greatest weight wins, then the order of the config
        "gzip, deflate, br                  | br",
        "gzip, deflate, br, zstd            | br",
        "gzip, zstd;q=0.9, br;q=0.8         | gzip",
        "gzip;q=0.8, zstd;q=0.9             | zstd",
        "gzip;q=0.001, zstd;q=0.002         | zstd",
        // weight 0: not acceptable
        "gzip;q=0                           | identity",
        "gzip;q=0.0, br;q=0.000             | identity",
        "br;q=0, *                          | zstd",
        "br;q=0, zstd;q=0, *                | gzip",
        "*;q=0                              | identity",
        "identity;q=0                       | identity",
        "gzip, identity;q=0                 | gzip",
        // the star stands for what is not named, identity included
        "gzip;q=0.5, *;q=0.7                | br",
        "gzip;q=0.5, br;q=0, zstd;q=0, *;q=0.7 | identity",
        "*;q=0.1                            | br",
        // identity wins only by a greater weight
        "identity, gzip;q=0.5               | identity",
        "identity;q=0.5, gzip               | gzip",
        "identity, gzip                     | gzip",
        "identity                           | identity",
        // names: any case (section 8.4.1), and x-gzip is gzip (section 8.4.1.3)
        "GZip                               | gzip",
        "x-gzip                             | gzip",
        "x-gzip;q=0.5, zstd;q=0.1           | gzip",
        "x-gzip, gzip;q=0                   | identity",
        "gzipped, xgzip, deflate            | identity",
      })
  void choosesAsTheClientWeighs(String accepted, String chosen) {
    assertThat(name(offers.choose(accepted))).isEqualTo(chosen);
  }

  /** RFC 9110 section 12.4.2: weight = OWS ";" OWS "q=" qvalue. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip;q=1          | gzip",
        "gzip;q=1.         | gzip",
        "gzip;q=1.000      | gzip",
        "gzip;Q=0.1        | gzip",
        "gzip ; q=0.1      | gzip",
        "gzip;q=0.1 ,      | gzip",
        ",,gzip            | gzip",
        "'\tgzip\t;\tq=1'  | gzip",
        // malformed: counts as 0
        "gzip;q=1.001      | identity",
        "gzip;q=2          | identity",
        "gzip;q=-1         | identity",
        "gzip;q=0.0001     | identity",
        "gzip;q=.5         | identity",
        "gzip;q=0,5        | identity",
        "gzip;q=           | identity",
        "gzip;q            | identity",
        "gzip;             | identity",
        "gzip;q=abc        | identity",
        "gzip;q=1;x=2      | identity",
        "gzip;x=2          | identity",
        "gzip q=1          | identity",
      })
  void readsWeights(String accepted, String chosen) {
    assertThat(name(new AcceptEncoding(new Coding(Algorithm.GZIP, 6)).choose(accepted)))
        .isEqualTo(chosen);
  }

  @Test
  void absentFieldMeansIdentity() {
    HttpHeaders request = DefaultHttpHeadersFactory.headersFactory().newHeaders();
    assertThat(offers.choose(request)).isNull();
  }

  @Test
  void severalLinesAreOneList() {
    HttpHeaders request = DefaultHttpHeadersFactory.headersFactory().newHeaders();
    request.add("Accept-Encoding", "gzip;q=0.5");
    assertThat(name(offers.choose(request))).isEqualTo("gzip");
    request.add("accept-encoding", "zstd");
    assertThat(name(offers.choose(request))).isEqualTo("zstd");
  }
}
