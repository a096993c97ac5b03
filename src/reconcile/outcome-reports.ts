import { loadRecords, readRecords, type RecordsView, type StoredRecord } from '../records/store.ts';
import { requestPath } from '../request/request-path.ts';
import { errorMessage, InternalError } from '../support/errors.ts';
import { isLater, plus, type Timestamp } from '../support/timestamp.ts';
import type { FoundOut } from './find-out.ts';
import type { History } from './history.ts';
import type { OutcomeReport, ReportedRequest } from './outcome-report.ts';
import type { TenantRun } from './types.ts';

/** Reports, and what kept some from being put together. */
export interface OutcomeReports {
  readonly reports: readonly OutcomeReport[];
  readonly warnings: readonly string[];
}

/** A report that could not be delivered is delivered by a later run within this time. */
const MADE_SURE_OF_MS = 24 * 60 * 60 * 1000;

/**
 * Puts together what the pull requests of this tenant are to be told: those of every unsettled request, of what this run
 * changed, and of what was settled within a day, so that a report which got lost is told after all. Never throws for a
 * GitHub that does not answer.
 */
export async function outcomeReports(
  { desired, history, watched }: FoundOut,
  written: ReadonlySet<string>,
  view: RecordsView,
  run: TenantRun,
): Promise<OutcomeReports> {
  const names = new Set([
    ...desired.candidates.map(({ name }) => name),
    ...watched.map(({ name }) => name),
    ...written,
    ...settledLately(history, run.ports.clock.now()),
  ]);
  const records = await recordsOf(names, view, run);
  const numbers = new Set([...records.values()].flatMap(({ record }) => record.approval?.pullRequest ?? []));
  const warnings: string[] = [];
  const reports = await Promise.all(
    [...numbers].map(async (number) => {
      try {
        return await reportOn(number, written, view, run);
      } catch (error) {
        if (error instanceof InternalError || error instanceof TypeError) throw error;
        warnings.push(`#${number} could not be told: ${errorMessage(error)}`);
        return undefined;
      }
    }),
  );
  return { reports: reports.filter((report) => report !== undefined), warnings };
}

/** The requests whose reports are made sure of: not those that nobody was asked about, which have no pull request. */
export function settledLately({ settlements }: Pick<History, 'settlements'>, now: Timestamp): readonly string[] {
  const since = plus(now, -MADE_SURE_OF_MS);
  return settlements.filter(({ at, quiet }) => !quiet && isLater(at, since)).map(({ name }) => name);
}

async function recordsOf(
  names: Iterable<string>,
  view: RecordsView,
  { ports }: TenantRun,
): Promise<ReadonlyMap<string, StoredRecord>> {
  const known = [...names].flatMap((name): [string, StoredRecord][] => {
    const stored = view.open.get(name) ?? view.watched.get(name);
    return stored ? [[name, stored]] : [];
  });
  const records = new Map(known);
  const others = [...names].filter((name) => !records.has(name));
  return new Map([...records, ...(await readRecords(ports.records, view.snapshot, others))]);
}

async function reportOn(
  number: number,
  written: ReadonlySet<string>,
  view: RecordsView,
  run: TenantRun,
): Promise<OutcomeReport | undefined> {
  const { github } = run.ports;
  const [pullRequest, files] = await Promise.all([github.pullRequest(number), github.pullRequestFiles(number)]);
  const named = files.flatMap(({ path }) => {
    const one = requestPath(path);
    return one.kind === 'request' ? [one] : [];
  });
  const tenants = [...new Set(named.map(({ tenant }) => tenant))];
  const requests = await Promise.all(
    tenants.map(async (tenant) => {
      const names = named.filter((one) => one.tenant === tenant).map(({ name }) => name);
      return reportedRequests(tenant, names, view, run);
    }),
  );
  const told = requests.flat().filter(({ record }) => record.approval?.pullRequest === number);
  const [first] = told;
  if (!first) return undefined;
  return {
    pullRequest: number,
    commits: [...new Set([pullRequest.headCommit, first.record.request.landingCommit])],
    requests: told.toSorted((a, b) => (a.record.request.id < b.record.request.id ? -1 : 1)),
    changed: named.some(({ tenant, name }) => tenant === run.policy.tenant && written.has(name)),
  };
}

async function reportedRequests(
  tenant: string,
  names: readonly string[],
  view: RecordsView,
  run: TenantRun,
): Promise<readonly ReportedRequest[]> {
  const own = tenant === run.policy.tenant ? view : await loadRecords(run.ports.records, tenant);
  const records = await recordsOf(names, own, run);
  const branch = `reinstate/records/${tenant}`;
  return [...records.values()].map(({ record, commit }) => ({ record, branch, commit }));
}
