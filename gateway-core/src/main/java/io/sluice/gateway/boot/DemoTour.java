package io.sluice.gateway.boot;

/** What to try while the demo runs: lines to copy, each with what it shows. */
final class DemoTour {
  private static final String TEXT =
      """

      Try these in another terminal; the config behind them is {config}

        the origin sees what the gateway makes of a request (routing, rewriting, header filter)
          curl -i '{gateway}/echo/hello?x=1'
          curl {gateway}/users/7/orders/2026/11
          curl -H 'x-beta: yes' {gateway}/echo/hello

        retries: this origin fails every other request, and nobody notices
          for i in 1 2 3 4 5 6; do curl -s {gateway}/flaky; done
        but not for a POST, which may not be sent twice
          for i in 1 2 3 4; do curl -s -X POST {gateway}/flaky; echo; done

        timeouts: the route allows 2 s
          curl -i '{gateway}/slow?ms=500'
          curl -i '{gateway}/slow?ms=5000'

        rate limits: three a minute, then 429
          for i in 1 2 3 4; do curl -i {gateway}/limited; done

        a circuit breaker and a fallback: nobody is there, and somebody answers
          for i in 1 2 3 4; do curl -s {gateway}/gone; done
          curl -s {admin}/metrics | grep ^sluice_breaker_state

        limits: 1 KiB of body; two requests at a time; addresses
          head -c 2000 /dev/zero | curl -i --data-binary @- {gateway}/upload
          (for i in 1 2 3 4; do curl -s -o /dev/null -w '%{http_code}\\n' {gateway}/busy & done; wait)
          curl -i {gateway}/private

        answers of the gateway itself
          curl -i {gateway}/
          curl -iL {gateway}/old/path
          curl -i {gateway}/nowhere
          curl -i -X DELETE {gateway}/users/7/orders/1

        what operators see
          curl -s {admin}/metrics | grep ^sluice_requests_total
          curl -i {admin}/health/ready

      Ctrl-C ends it, after the requests in flight.
      """;

  private DemoTour() {}

  /**
   * The text.
   *
   * @param config path of the file
   * @param gateway where the gateway listens, as {@code host:port}
   * @param admin where the admin listener is, as {@code host:port}
   */
  static String text(String config, String gateway, String admin) {
    return TEXT.replace("{config}", config)
        .replace("{gateway}", "http://" + gateway)
        .replace("{admin}", "http://" + admin);
  }
}
