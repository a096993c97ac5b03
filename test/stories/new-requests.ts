import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { ANALYST } from '../../src/sandbox/story/cast.ts';
import { reinstateHere } from './here.ts';
import type { Finished } from './program.ts';

/** Everything that a new request can't do without, for a mailbox that was secured an hour ago. */
export const ANSWERS = [
  '--justification',
  'Phished on Sunday; account recovered, "inbox rules" removed: all of them.',
  '--attested-by',
  'dana@contoso.com',
  '--attested-at',
  '1h',
];

/** The name that a request about alice gets by itself. */
export const ALICES_NAME = /^contoso\/\d{4}-\d\d-\d\d-alice$/u;

/** `new --json`, read. */
export interface Made extends Finished {
  readonly files: readonly {
    readonly path: string;
    readonly id: string;
    readonly entity: string;
    readonly tenant: string;
  }[];
  readonly pullRequest: { readonly number: number; readonly url: string } | null;
  readonly error?: { readonly message: string; readonly hint?: string };
}

/** Runs `new` in a clone. */
export async function makeNew(
  world: Sandbox,
  clone: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Made> {
  const finished = await reinstateHere(world, clone, ['new', ...args, '--json'], env);
  const { files = [], pullRequest = null, error }: Partial<Made> = JSON.parse(finished.stdout);
  return { ...finished, files, pullRequest, ...(error ? { error } : {}) };
}

/** A clone of somebody who can commit in it. */
export async function cloneOfAnalyst(world: Sandbox): Promise<string> {
  const clone = await world.clone();
  await world.git(['config', 'user.name', 'octocat'], clone);
  await world.git(['config', 'user.email', 'octocat@contoso.com'], clone);
  return clone;
}

/** The analyst's own token. */
export function asAnalyst(world: Sandbox): Readonly<Record<string, string>> {
  return { GITHUB_TOKEN: world.forge.addToken(ANALYST) };
}

/** What is in the folder that git does not know. */
export async function unknownToGit(world: Sandbox, clone: string): Promise<string> {
  return world.git(['status', '--porcelain', '--untracked-files=all'], clone);
}
