import { openWorkspace } from '../adapters/git/workspace.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { replayRecord, type Difference } from '../decision/replay.ts';
import type { ControlRepository } from '../ports/control-repository.ts';
import type { RecordReader } from '../ports/record-branch.ts';
import { requirePolicy } from '../reconcile/control-state.ts';
import { readEveryRecord, type StoredRecord } from '../records/store.ts';
import { markPath } from '../records/files.ts';
import { requestPath } from '../request/request-path.ts';
import { renderReplay } from '../report/replay-text.ts';
import { jsonText } from '../report/text-safety.ts';
import { ConfigurationError } from '../support/errors.ts';
import { unlessStopped } from '../support/unless-stopped.ts';
import { withoutPush } from './connect-reading.ts';
import type { Console } from './console.ts';
import type { ExitCode } from './exit-code.ts';

/** Options of `reinstate replay`. */
export interface ReplayCommand {
  /** Requests by id; every record of every tenant of the policy where none is named. */
  readonly ids: readonly string[];
  readonly json: boolean;
}

/** What came of one record. */
interface Replayed {
  readonly id: string;
  /** Null for a record that can't be read. */
  readonly phase: string | null;
  readonly verdict: 'same' | 'different' | 'nothing';
  readonly differences: readonly Difference[];
}

/** Decides again from what each record holds and compares; needs git alone and holds no writer (rule 6). */
export async function replayCommand({ ids, json }: ReplayCommand, console: Console): Promise<ExitCode> {
  const { cwd, env, progress } = console;
  const stop = console.stopSignal?.();
  const workspace = await openWorkspace({ cwd, env, clock: systemClock, progress });
  try {
    const records = withoutPush(workspace.records);
    const found = await unlessStopped(stop, async () => {
      const tenants = ids.length > 0 ? tenantsOf(ids) : await everyTenant(workspace.control);
      return (await Promise.all(tenants.map(async (tenant) => replayTenant(tenant, records)))).flat();
    });
    const replayed = ids.length > 0 ? chosen(ids, found) : found;
    console.out(json ? jsonText(documentOf(replayed)) : renderReplay(replayed, console.colours));
    return replayed.every(({ verdict }) => verdict !== 'different') ? 0 : 1;
  } finally {
    await workspace.close();
  }
}

function tenantsOf(ids: readonly string[]): readonly string[] {
  const tenants = ids.map((id) => {
    const named = requestPath(`unblock-requests/${id}.yaml`);
    if (named.kind === 'request') return named.tenant;
    throw new ConfigurationError(`${JSON.stringify(id)} is no id of a request`, { hint: 'name it <tenant>/<name>' });
  });
  return [...new Set(tenants)];
}

async function everyTenant(git: ControlRepository): Promise<readonly string[]> {
  const { policy } = await requirePolicy(await git.fetchTip(), git);
  return Object.keys(policy.tenants);
}

function chosen(ids: readonly string[], found: readonly Replayed[]): readonly Replayed[] {
  return [...new Set(ids)].map((id) => {
    const one = found.find((other) => other.id === id);
    if (one) return one;
    throw new ConfigurationError(`there is no record of ${id}`, {
      hint: 'a request has a record once a run judged it; reinstate plan --request explains one that has none',
    });
  });
}

async function replayTenant(tenant: string, records: RecordReader): Promise<readonly Replayed[]> {
  const snapshot = await records.open(tenant);
  const stored = await readEveryRecord(records, snapshot);
  return [...stored]
    .map(([name, one]) => replay(`${tenant}/${name}`, one, snapshot.files.get(markPath(name))))
    .toSorted((a, b) => a.id.localeCompare(b.id));
}

/** The bytes that were settled lie beside their record; a record that names others was edited. */
function replay(
  id: string,
  stored: StoredRecord | { readonly damaged: string },
  settledBlob: string | undefined,
): Replayed {
  if ('damaged' in stored) {
    const difference = { at: '', recorded: 'a record that can be read', replayed: stored.damaged };
    return { id, phase: null, verdict: 'different', differences: [difference] };
  }
  const { record } = stored;
  const { verdict, differences } = replayRecord(record);
  const { blob } = record.request;
  if (settledBlob === undefined || settledBlob === blob) return { id, phase: record.phase, verdict, differences };
  const other = { at: '/request/blob', recorded: blob, replayed: settledBlob };
  return { id, phase: record.phase, verdict: 'different', differences: [...differences, other] };
}

/** The documented shape of `replay --json`; `decided` is false for a record that holds no decision. */
interface ReplayDocument {
  readonly records: readonly {
    readonly id: string;
    readonly same: boolean;
    readonly decided: boolean;
    readonly differences: readonly Difference[];
  }[];
}

function documentOf(replayed: readonly Replayed[]): ReplayDocument {
  return {
    records: replayed.map(({ id, verdict, differences }) => {
      return { id, same: verdict !== 'different', decided: verdict !== 'nothing', differences };
    }),
  };
}
