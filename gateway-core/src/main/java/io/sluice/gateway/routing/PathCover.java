package io.sluice.gateway.routing;

import java.util.List;

/**
 * Whether one path pattern takes every path that another takes. Never says so wrongly; between
 * regular expressions it knows equal ones alone.
 */
final class PathCover {
  private PathCover() {}

  static boolean covers(PathPattern winner, PathPattern loser) {
    return switch (winner.kind()) {
      case ANY -> true;
      case EXACT -> isOnePath(loser) && winner.text().equals(loser.text());
      case PREFIX -> prefixCovers(winner, loser);
      case TEMPLATE -> templateCovers(winner, loser);
      case REGEX -> winner.equals(loser) || (isOnePath(loser) && winner.matches(loser.text()));
    };
  }

  /** An exact path, or a template without variables. */
  private static boolean isOnePath(PathPattern path) {
    return path.kind() == PathPattern.Kind.EXACT
        || (path.kind() == PathPattern.Kind.TEMPLATE && path.text().indexOf('{') < 0);
  }

  private static boolean prefixCovers(PathPattern prefix, PathPattern loser) {
    return switch (loser.kind()) {
      case EXACT, PREFIX -> prefix.matches(loser.text());
      case TEMPLATE -> {
        int variable = loser.text().indexOf('{');
        yield prefix.matches(variable < 0 ? loser.text() : loser.text().substring(0, variable));
      }
      case REGEX -> {
        String begin = loser.regexPrefix();
        String text = prefix.text();
        yield begin.startsWith(text.endsWith("/") ? text : text + "/");
      }
      case ANY -> false; // what OPTIONS * asks for does not even begin with a slash
    };
  }

  private static boolean templateCovers(PathPattern template, PathPattern loser) {
    return switch (loser.kind()) {
      case EXACT -> template.matches(loser.text());
      // What takes the prefix itself by {*rest} takes whatever comes behind it too.
      case PREFIX -> template.text().contains("/{*") && template.matches(loser.text());
      case TEMPLATE -> segmentsCover(template.segments(), loser.segments());
      case REGEX, ANY -> false;
    };
  }

  private static boolean segmentsCover(List<String> winner, List<String> loser) {
    for (int i = 0; i < winner.size(); i++) {
      if (i == loser.size()) {
        return false;
      }
      String segment = winner.get(i);
      String other = loser.get(i);
      boolean last = i == loser.size() - 1;
      if (PathTemplate.isRest(segment)) {
        return !(last && other.isEmpty());
      }
      boolean covered =
          PathTemplate.isVariable(segment)
              ? !other.isEmpty() && !PathTemplate.isRest(other)
              : segment.equals(other);
      if (!covered) {
        return false;
      }
    }
    return winner.size() == loser.size();
  }
}
