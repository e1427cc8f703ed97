package io.sluice.gateway.routing;

import static io.sluice.gateway.routing.Matches.any;
import static io.sluice.gateway.routing.Matches.host;
import static io.sluice.gateway.routing.Matches.is;
import static io.sluice.gateway.routing.TestRequest.get;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RouteExplainerTest {
  private final RouteTable<String> table =
      RouteTable.<String>builder()
          .add("elsewhere", 0, host("b.test").build(), "")
          .add("orders", 0, host("a.test").prefix("/orders").build(), "")
          .add("post", 0, host("a.test").exact("/users").method("POST", "PUT").build(), "")
          .add(
              "canary", 0, host("a.test").exact("/users").header(is("x-env", "canary")).build(), "")
          .add("beta", 0, host("a.test").exact("/users").cookie(is("beta", "1")).build(), "")
          .add("paged", 0, host("a.test").exact("/users").query(is("page", "1")).build(), "")
          .add("inside", 0, host("a.test").exact("/users").from("10.0.0.0/8").build(), "")
          .add("users", 0, host("a.test", "*.test").prefix("/users").build(), "")
          .add("all", 0, any().build(), "")
          .build();

  @Test
  void namesTheWinnerAndWhyTheNearestLost() {
    TestRequest request = get("a.test/users").header("x-env", "prod").from("192.168.0.1");
    assertThat(table.explain(request, 100))
        .hasToString(
            """
            GET a.test/users
             -> users  priority 0  host a.test  path prefix /users
                not all: users comes first: more specific host
                not inside: client address is '192.168.0.1' (expected: [10.0.0.0/8])
                not beta: cookie beta is absent (expected: '1')
                not paged: query parameter page is absent (expected: '1')
                not canary: header x-env is 'prod' (expected: 'canary')
                not post: method is 'GET' (expected: POST, PUT)
                not orders: path is '/users' (expected: prefix /orders)
                not elsewhere: host is 'a.test' (expected: b.test)""");
  }

  @Test
  void namesAsManyAsAskedFor() {
    assertThat(table.explain(get("a.test/users"), 2).others())
        .extracting(Explanation.Other::route, Explanation.Other::criterion)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("all", "order"),
            org.assertj.core.groups.Tuple.tuple("inside", "remote_addrs"));
  }

  @Test
  void explainsWhyThereIsNoRoute() {
    RouteTable<String> one =
        RouteTable.<String>builder()
            .add("users", 0, host("a.test", "b.test").prefix("/users").build(), "")
            .build();
    Explanation explanation = one.explain(get("b.test/user"), 5);
    assertThat(explanation.route()).isNull();
    assertThat(explanation)
        .hasToString(
            """
            GET b.test/user
             -> no route
                not users: path is '/user' (expected: prefix /users)""");
  }
}
