// What differs between two values, merging two people's changes, and JSON Patch (RFC 6902).

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether two values are the same JSON; the order of keys does not matter. */
export function same(a, b) {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((each, i) => same(each, b[i]));
  }
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
  }
  return a === b;
}

/** Under which key a list's things are told apart, if they can be. */
function naming(...lists) {
  const all = lists.flat();
  return ['id', 'name', 'address'].find((key) => all.length > 0 && all.every((each) => isObject(each) && typeof each[key] === 'string')
    && lists.every((list) => new Set(list.map((each) => each[key])).size === list.length));
}

/**
 * What differs, as [{path, before, after}]; undefined = not there. A path's segments are keys, numbers, and
 * {name} for the things of lists that have names.
 */
export function changes(before, after, path = []) {
  if (same(before, after)) {
    return [];
  }
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => changes(before[key], after[key], [...path, key]));
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const key = naming(before, after);
    if (key) {
      return ofNamed(before, after, key, path);
    }
    if (before.length === after.length && before.some(isObject)) {
      return before.flatMap((each, i) => changes(each, after[i], [...path, i]));
    }
  }
  return [{ path, before, after }];
}

function ofNamed(before, after, key, path) {
  const old = new Map(before.map((each) => [each[key], each]));
  const next = new Map(after.map((each) => [each[key], each]));
  const names = [...new Set([...old.keys(), ...next.keys()])];
  const found = names.flatMap((name) => changes(old.get(name), next.get(name), [...path, { name }]));
  const staying = (list, other) => list.map((each) => each[key]).filter((name) => other.has(name));
  const [were, are] = [staying(before, next), staying(after, old)];
  return same(were, are) ? found : [...found, { path: [...path, 'order'], before: were, after: are }];
}

/** My changes of a base on top of theirs; where both changed the same, mine stand and are listed in `clashes`. */
export function merge(base, mine, theirs, clashes = [], path = []) {
  if (same(base, mine)) {
    return theirs;
  }
  if (same(base, theirs) || same(mine, theirs)) {
    return mine;
  }
  if ([base, mine, theirs].every(isObject)) {
    const merged = {};
    for (const key of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
      const value = merge(base[key], mine[key], theirs[key], clashes, [...path, key]);
      if (value !== undefined) {
        merged[key] = value;
      }
    }
    return merged;
  }
  if ([base, mine, theirs].every(Array.isArray)) {
    const key = naming(base, mine, theirs);
    if (key) {
      return mergeNamed(base, mine, theirs, key, clashes, path);
    }
  }
  clashes.push(path);
  return mine;
}

function mergeNamed(base, mine, theirs, key, clashes, path) {
  const of = (list) => new Map(list.map((each) => [each[key], each]));
  const [old, own, other] = [of(base), of(mine), of(theirs)];
  return mergedOrder([...old.keys()], [...own.keys()], [...other.keys()], clashes, path)
    .map((name) => merge(old.get(name), own.get(name), other.get(name), clashes, [...path, { name }]))
    .filter((each) => each !== undefined);
}

/** All names of both lists, in the order of who has changed it; the other's own ones stand behind those that they stood behind. */
function mergedOrder(base, mine, theirs, clashes, path) {
  const agree = (a, b) => {
    const [inA, inB] = [new Set(a), new Set(b)];
    return same(a.filter((name) => inB.has(name)), b.filter((name) => inA.has(name)));
  };
  const [mineStays, theirsStays] = [agree(base, mine), agree(base, theirs)];
  if (mineStays === theirsStays && !agree(mine, theirs)) {
    clashes.push([...path, 'order']);
  }
  return mineStays && !theirsStays ? woven(theirs, mine) : woven(mine, theirs);
}

function woven(names, more) {
  const behind = new Map([[null, []]]); // name, or null for the front: what comes right behind it
  const known = new Set(names);
  let anchor = null;
  for (const name of more) {
    if (known.has(name)) {
      anchor = name;
    } else {
      behind.set(anchor, [...(behind.get(anchor) ?? []), name]);
    }
  }
  return [null, ...names].flatMap((name) => [...(name === null ? [] : [name]), ...(behind.get(name) ?? [])]);
}

/** The segments of a JSON Pointer (RFC 6901). */
export function segments(pointer) {
  return pointer.split('/').slice(1).map((each) => each.replaceAll('~1', '/').replaceAll('~0', '~'));
}

export function pointer(path) {
  return path.map((each) => `/${String(each).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** A copy of a value with a patch applied. */
export function patched(value, operations) {
  const root = { root: structuredClone(value) };
  for (const { op, path, from, value: given } of operations) {
    if (op === 'remove') {
      take(root, path);
    } else if (op === 'add' || op === 'replace') {
      place(root, path, structuredClone(given), op === 'add');
    } else if (op === 'move') {
      place(root, path, take(root, from), true);
    } else if (op === 'copy') {
      const [parent, key] = spot(root, from);
      place(root, path, structuredClone(parent[key]), true);
    }
  }
  return root.root;
}

function spot(root, path) {
  const steps = ['root', ...segments(path)];
  const key = steps.pop();
  const parent = steps.reduce((at, step) => {
    if (!Object.hasOwn(at, step)) {
      throw new Error(`no ${path}`);
    }
    return at[step];
  }, root);
  return [parent, Array.isArray(parent) && key === '-' ? parent.length : key];
}

function take(root, path) {
  const [parent, key] = spot(root, path);
  const taken = parent[key];
  if (Array.isArray(parent)) {
    parent.splice(Number(key), 1);
  } else {
    delete parent[key];
  }
  return taken;
}

function place(root, path, value, insert) {
  const [parent, key] = spot(root, path);
  if (Array.isArray(parent) && insert) {
    parent.splice(Number(key), 0, value);
  } else {
    Object.defineProperty(parent, key, { value, writable: true, enumerable: true, configurable: true });
  }
}
