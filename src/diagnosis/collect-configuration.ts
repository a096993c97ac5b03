import type { ControlRepository } from '../ports/control-repository.ts';
import { EDITOR_SCHEMAS } from './configuration.ts';

/** The copies of the schemas that a commit has, as text by path. */
export async function collectSchemas(git: ControlRepository, commit: string): Promise<ReadonlyMap<string, string>> {
  const copies = await Promise.all(
    [...EDITOR_SCHEMAS.keys()].map(async (path) => [path, await textAt(git, commit, path)] as const),
  );
  return new Map(copies.flatMap(([path, text]) => (text === undefined ? [] : [[path, text] as const])));
}

async function textAt(git: ControlRepository, commit: string, path: string): Promise<string | undefined> {
  const entry = await git.entryAt(commit, path);
  return entry && new TextDecoder().decode(await git.readBlob(entry.blob));
}
