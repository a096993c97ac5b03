import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markPath, readMarks, readMarksAgain, recordPath } from '../../src/records/files.ts';
import { overlaid } from '../../src/support/overlaid.ts';

const PATHS = [
  ...['alice', 'bob', 'carol'].flatMap((name) => [recordPath(name), markPath(name)]),
  'settled/00/alice.yaml',
  'settled/alice.yaml',
  'records/Not a name.json',
  'records/deep/alice.json',
  'drift.json',
];

const files = fc.array(fc.tuple(fc.constantFrom(...PATHS), fc.constantFrom('1', '2', undefined)));

function sorted({ settled, open }: ReturnType<typeof readMarks>) {
  return { settled: Object.fromEntries(settled), open: open.toSorted() };
}

describe('the files of a records branch', () => {
  it('spread the marks over 256 folders, each by its own name', () => {
    const folders = Array.from({ length: 5_000 }, (_, index) => markPath(`request-${index}`).split('/')[1]);
    expect(new Set(folders).size).toBe(256);
    expect(folders.every((folder) => /^[0-9a-f]{2}$/u.test(folder ?? ''))).toBe(true);
    expect(markPath('alice')).toBe(markPath('alice'));
  });

  it('never give the marks another place: those of old branches have to be found', () => {
    expect([markPath('alice'), markPath('0'), markPath('2026-11-23-bob')]).toMatchInlineSnapshot(`
      [
        "settled/e7/alice.yaml",
        "settled/af/0.yaml",
        "settled/ea/2026-11-23-bob.yaml",
      ]
    `);
  });

  it('settle a request by its record and its mark together', () => {
    const both = [recordPath('alice'), markPath('alice'), recordPath('bob'), markPath('carol'), 'settled/00/bob.yaml'];
    expect(sorted(readMarks(new Map(both.map((path) => [path, 'blob']))))).toEqual({
      settled: { alice: 'blob' },
      open: ['bob'],
    });
  });

  it('say the same when only what changed is looked at', () => {
    fc.assert(
      fc.property(files, files, (first, changes) => {
        const before = overlaid(new Map(), new Map(first));
        const after = overlaid(before, new Map(changes));
        const again = readMarksAgain(before, readMarks(before), after);
        expect(sorted(again)).toEqual(sorted(readMarks(after)));
      }),
      { numRuns: 500 },
    );
  });
});
