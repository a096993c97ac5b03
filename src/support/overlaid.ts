type Texts = ReadonlyMap<string, string>;

/** What is changed of what: undefined stands for an entry that is gone. */
interface Layers {
  readonly base: Texts;
  readonly changes: ReadonlyMap<string, string | undefined>;
}

const layersOf = new WeakMap<Texts, Layers>();

/**
 * A map with some entries changed and the others shared; undefined takes one away. A branch holds very many files and a
 * push changes few, so to copy them, or to look for what changed, takes longer than all else that is done with them.
 */
export function overlaid(below: Texts, changes: Layers['changes']): Texts {
  const { base, changes: earlier } = layered(below);
  const layers = { base, changes: new Map([...earlier, ...changes]) };
  const map = mapOf(layers);
  layersOf.set(map, layers);
  return map;
}

/** The keys that have another value in one of two maps than in the other. Maps laid over the same one are not walked. */
export function differing(one: Texts, other: Texts): ReadonlySet<string> {
  const [a, b] = [layered(one), layered(other)];
  const keys = a.base === b.base ? [a.changes.keys(), b.changes.keys()] : [one.keys(), other.keys()];
  return new Set(keys.flatMap((some) => [...some].filter((key) => one.get(key) !== other.get(key))));
}

function layered(map: Texts): Layers {
  return layersOf.get(map) ?? { base: map, changes: new Map() };
}

function mapOf({ base, changes }: Layers): Texts {
  function* entries(): MapIterator<[string, string]> {
    for (const entry of base) if (!changes.has(entry[0])) yield entry;
    for (const [key, value] of changes) if (value !== undefined) yield [key, value];
  }
  function* keys(): MapIterator<string> {
    for (const [key] of entries()) yield key;
  }
  function* values(): MapIterator<string> {
    for (const [, value] of entries()) yield value;
  }
  const get = (key: string): string | undefined => (changes.has(key) ? changes.get(key) : base.get(key));
  const gone = [...changes.keys()].filter((key) => base.has(key)).length;
  const stay = [...changes.values()].filter((value) => value !== undefined).length;
  const map: Texts = {
    size: base.size - gone + stay,
    has: (key) => get(key) !== undefined,
    get,
    entries,
    keys,
    values,
    forEach: (visit) => {
      for (const [key, value] of entries()) visit(value, key, map);
    },
    [Symbol.iterator]: entries,
  };
  return map;
}
