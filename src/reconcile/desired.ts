import type { TenantPolicy } from '../policy/policy.ts';
import pLimit from 'p-limit';
import type { Landing, TreeEntry } from '../ports/control-repository.ts';
import type { Drift } from '../records/drift.ts';
import { isTerminal } from '../records/phase.ts';
import type { RecordsView, StoredRecord } from '../records/store.ts';
import { againstPolicy } from '../request/check-against-policy.ts';
import { MAX_BYTES, tooLarge } from '../request/decode.ts';
import { parseRequest } from '../request/parse-request.ts';
import type { Problem } from '../request/problem.ts';
import { checkEntry } from '../request/request-path.ts';
import type { UnblockRequest } from '../request/request.ts';
import { changedAfterSettlement, damageAsDrift, damagedRecords, orphanedRecords } from './file-drift.ts';
import type { LookingPorts, TenantReading } from './types.ts';

/** What the default branch and the records together ask for, for one tenant. */
export interface Desired {
  /** Valid, unsettled requests. */
  readonly candidates: readonly Candidate[];
  readonly invalid: readonly InvalidRequest[];
  /** Unsettled records whose file is gone. */
  readonly withdrawn: readonly { readonly name: string; readonly stored: StoredRecord }[];
  /** Names of records without a mark whose file never was on the default branch. */
  readonly orphaned: readonly string[];
  readonly drift: readonly Drift[];
}

/** A file that is no valid request, and what is wrong with it. */
export interface InvalidRequest {
  readonly name: string;
  readonly id: string;
  readonly problems: readonly Problem[];
}

/** An unsettled request with what is known before anybody is asked. */
export interface Candidate {
  readonly name: string;
  readonly request: UnblockRequest;
  readonly blob: string;
  readonly landing: Landing;
  readonly stored: StoredRecord | undefined;
}

/** Compares a tenant's folder with its records and keeps the difference; what is settled costs nothing. */
export async function desiredState(
  entries: ReadonlyMap<string, TreeEntry>,
  view: RecordsView,
  run: TenantReading,
): Promise<Desired> {
  const damaged = damagedRecords(view, run);
  const unsettled: [string, TreeEntry][] = [];
  const changed = new Map<TreeEntry, string>();
  for (const [name, entry] of entries) {
    const settledBlob = settledWith(name, view);
    if (settledBlob === undefined && !damaged.has(name)) unsettled.push([name, entry]);
    if (settledBlob !== undefined && settledBlob !== entry.blob) changed.set(entry, name);
  }
  const { candidates, invalid } = await readRequests(unsettled, view, run);
  const { withdrawn, orphaned } = await withoutFile(entries, damaged, view, run);
  const drift = [
    ...damageAsDrift(damaged, view, run),
    ...(await changedAfterSettlement([...changed.keys()], (entry) => changed.get(entry) ?? '', run)),
    ...orphanedRecords(orphaned, run),
  ];
  return { candidates, invalid, withdrawn, orphaned, drift };
}

/**
 * Unsettled records whose file is gone, and records whose file never was. The file of a settled request may be gone; one
 * without a mark is looked up all the same, as no run leaves a settled record without.
 */
async function withoutFile(
  entries: ReadonlyMap<string, TreeEntry>,
  damaged: ReadonlyMap<string, unknown>,
  { open }: RecordsView,
  run: TenantReading,
): Promise<{ readonly withdrawn: Desired['withdrawn']; readonly orphaned: readonly string[] }> {
  const gone = [...open].filter(([name]) => !entries.has(name) && !damaged.has(name));
  const pathOf = (name: string): string => `unblock-requests/${run.policy.tenant}/${name}.yaml`;
  const landings =
    gone.length > 0
      ? await run.ports.git.landingCommits(
          run.tip.commit,
          gone.map(([name]) => pathOf(name)),
        )
      : new Map<string, Landing>();
  return {
    withdrawn: gone
      .filter(([name, { record }]) => landings.has(pathOf(name)) && !isTerminal(record.phase))
      .map(([name, stored]) => ({ name, stored })),
    orphaned: gone.filter(([name]) => !landings.has(pathOf(name))).map(([name]) => name),
  };
}

/** The blob a request was settled with; undefined for one that is not settled. */
export function settledWith(name: string, view: RecordsView): string | undefined {
  const marked = view.settled.get(name);
  if (marked !== undefined) return marked;
  const stored = view.open.get(name);
  return stored && isTerminal(stored.record.phase) ? stored.record.request.blob : undefined;
}

/** How many files are read at once: git is asked for them together, as each process costs more than many files do; 64 MiB at most. */
const FILES_AT_ONCE = 1024;

/** Reads request files of the tip: those that can be judged, and what is wrong with the others. */
export async function readRequests(
  unsettled: readonly (readonly [string, TreeEntry])[],
  view: RecordsView,
  run: TenantReading,
): Promise<Pick<Desired, 'candidates' | 'invalid'>> {
  const { git } = run.ports;
  const landings = await git.landingCommits(
    run.tip.commit,
    unsettled.map(([, { path }]) => path),
  );
  const candidates: Candidate[] = [];
  const invalid: InvalidRequest[] = [];
  const limit = pLimit(FILES_AT_ONCE);
  const files = await Promise.all(
    unsettled.map(([name, entry]) => limit(async () => ({ name, entry, read: await readRequest(entry, run) }))),
  );
  for (const { name, entry, read } of files) {
    const landing = landings.get(entry.path);
    if ('problems' in read || landing === undefined) {
      invalid.push({ name, id: `${run.policy.tenant}/${name}`, problems: 'problems' in read ? read.problems : [] });
    } else {
      candidates.push({ name, request: read.request, blob: entry.blob, landing, stored: view.open.get(name) });
    }
  }
  return { candidates, invalid };
}

/** Reads one request file from git, checked against the tenant's policy. */
export async function readRequest(
  entry: TreeEntry,
  run: { readonly policy: TenantPolicy; readonly ports: Pick<LookingPorts, 'git'> },
): Promise<{ readonly request: UnblockRequest } | { readonly problems: readonly Problem[] }> {
  const wrongMode = checkEntry(entry.path, entry.mode);
  if (wrongMode) return { problems: [wrongMode] };
  if ((await run.ports.git.blobSize(entry.blob)) > MAX_BYTES) return { problems: [tooLarge()] };
  const bytes = await run.ports.git.readBlob(entry.blob);
  const { policy } = run;
  const judge = againstPolicy({ tenants: { [policy.tenant]: policy }, publicRecords: false });
  const checked = parseRequest(entry.path, bytes, judge);
  return checked.valid ? { request: checked.value } : { problems: checked.problems };
}
