import { AbortError } from 'p-retry';
import type { PushOutcome, RecordSnapshot } from '../../ports/record-branch.ts';
import { ConfigurationError, UnavailableError } from '../../support/errors.ts';
import { atOrigin, locally } from './git-errors.ts';
import type { OriginRemote } from './origin.ts';

/** One push: what it builds on, what it brings, and how to look at the branch again. */
export interface Delivery {
  readonly snapshot: RecordSnapshot;
  readonly commit: string;
  readonly reopen: () => Promise<RecordSnapshot>;
}

/** Nothing but the one ref, wherever the user's configuration would push or ask for more. */
const PUSH = ['push', '--porcelain', '--no-verify', '--no-follow-tags', '--no-signed', '--recurse-submodules=no'];

/**
 * Pushes without force: origin takes the commit only while its branch is an ancestor of it. Undefined where origin took
 * it at once. After any other answer the branch itself is asked whether the commit is on it.
 */
export async function deliver(origin: OriginRemote, delivery: Delivery): Promise<PushOutcome | undefined> {
  const branch = `reinstate/records/${delivery.snapshot.tenant}`;
  return origin.retried(`pushing to ${branch}`, async () => {
    const refspec = `${delivery.commit}:refs/heads/${branch}`;
    try {
      await atOrigin(`push to ${branch}`, () => origin.git.text([...PUSH, 'origin', refspec]));
      return undefined;
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      return explain(origin, delivery, error);
    }
  });
}

/** Why a push failed that was not refused for a missing right. Throws UnavailableError where trying again may help. */
async function explain(origin: OriginRemote, delivery: Delivery, failure: UnavailableError): Promise<PushOutcome> {
  const { snapshot, commit } = delivery;
  const now = await delivery.reopen().catch((error: unknown) => {
    // Asking was retried already; trying the push again would only repeat that.
    throw error instanceof UnavailableError ? new AbortError(error) : error;
  });
  if (now.head !== null && (await isAncestor(origin, commit, now.head))) return { kind: 'pushed', snapshot: now };
  if (now.head !== snapshot.head) return { kind: 'lost', snapshot: now };
  await refuseClash(origin, snapshot.tenant);
  throw failure;
}

async function isAncestor(origin: OriginRemote, commit: string, head: string): Promise<boolean> {
  const printed = await locally('compare the records', () =>
    origin.git.text(['rev-list', '--max-count=1', commit, `^${head}`]),
  );
  return printed === '';
}

/** A branch can't be named like a folder of other branches. */
async function refuseClash(origin: OriginRemote, tenant: string): Promise<void> {
  const branch = `refs/heads/reinstate/records/${tenant}`;
  const clashing = (await origin.list(['refs/heads/reinstate', 'refs/heads/reinstate/records', `${branch}/*`])).find(
    ({ name }) => branch.startsWith(`${name}/`) || name.startsWith(`${branch}/`),
  );
  if (clashing === undefined) return;
  const name = clashing.name.replace('refs/heads/', '');
  throw new ConfigurationError(`origin has a branch called ${name}, so there can't be reinstate/records/${tenant}`, {
    hint: `rename or delete the branch ${name}`,
  });
}
