import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differing, overlaid } from '../../src/support/overlaid.ts';

const key: fc.Arbitrary<string> = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const base: fc.Arbitrary<[string, string][]> = fc.array(fc.tuple(key, fc.constantFrom('1', '2')));
const changes: fc.Arbitrary<[string, string | undefined][]> = fc.array(
  fc.tuple(key, fc.constantFrom('1', '2', '', undefined)),
);

describe('a map with some entries changed', () => {
  it('reads like a copy in which they were changed, however often that is done', () => {
    fc.assert(
      fc.property(base, fc.array(changes, { maxLength: 3 }), (entries, rounds) => {
        const copy = new Map(entries);
        let map: ReadonlyMap<string, string> = new Map(entries);
        for (const round of rounds) {
          map = overlaid(map, new Map(round));
          for (const [name, value] of new Map(round)) {
            if (value === undefined) copy.delete(name);
            else copy.set(name, value);
          }
        }
        const visited: string[] = [];
        map.forEach((value, name) => visited.push(name + value));
        expect(new Map(map)).toEqual(copy);
        expect(visited.toSorted()).toEqual([...copy].map((entry) => entry.join('')).toSorted());
        expect([...map.keys()].toSorted()).toEqual([...copy.keys()].toSorted());
        expect([...map.values()].toSorted()).toEqual([...copy.values()].toSorted());
        expect(map.size).toBe(copy.size);
        for (const name of ['a', 'b', 'c', 'd', 'e']) {
          expect([map.has(name), map.get(name)]).toEqual([copy.has(name), copy.get(name)]);
        }
      }),
    );
  });

  it('differs from another in the same keys as copies of the two would', () => {
    fc.assert(
      fc.property(base, base, changes, changes, fc.boolean(), (entries, others, one, two, shared) => {
        const below = new Map(entries);
        const [a, b] = [overlaid(below, new Map(one)), overlaid(shared ? below : new Map(others), new Map(two))];
        const all = new Set([...a.keys(), ...b.keys()]);
        const expected = [...all].filter((name) => a.get(name) !== b.get(name)).toSorted();
        expect([...differing(a, b)].toSorted()).toEqual(expected);
        expect([...differing(new Map(a), b)].toSorted()).toEqual(expected);
      }),
    );
  });
});
