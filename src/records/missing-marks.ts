import type { RecordCommit } from '../ports/record-branch.ts';
import { markPath } from './files.ts';
import { isTerminal } from './phase.ts';
import type { UnblockRecord } from './record.ts';

interface Reading {
  /** Records without a mark. */
  readonly open: ReadonlyMap<string, { readonly record: UnblockRecord }>;
}

/**
 * Of these files, given by their requests' names, the blobs that were settled and whose records have no mark: somebody took
 * it away, or brought the record from elsewhere, and every run has to read it until it is marked.
 */
export function missingMarks(
  { open }: Reading,
  files: ReadonlyMap<string, { readonly blob: string }>,
): ReadonlyMap<string, string> {
  const settled = [...open].filter(([, { record }]) => isTerminal(record.phase));
  return new Map(
    settled.flatMap(([name, { record }]): [string, string][] => {
      const { blob } = record.request;
      return files.get(name)?.blob === blob ? [[name, blob]] : [];
    }),
  );
}

/** One commit for those of the marks that are missing yet; none where nothing is. */
export function markCommit(
  { open }: Reading,
  marks: ReadonlyMap<string, string> = new Map(),
  writing: ReadonlyMap<string, unknown>,
  run: string,
): readonly RecordCommit[] {
  const unmarked = new Map([...open].filter(([name]) => marks.has(name) && !writing.has(name)));
  const missing = missingMarks({ open: unmarked }, new Map([...marks].map(([name, blob]) => [name, { blob }])));
  if (missing.size === 0) return [];
  return [
    {
      message: `Mark ${missing.size} settled request(s) again\n\nMarks: ${missing.size}\nRun: ${run}\n`,
      files: [...missing].map(([name, blob]) => ({ path: markPath(name), blob })),
    },
  ];
}
