import { fails, type Predicate } from '../policy/predicate.ts';
import type { Policy, TenantPolicy } from '../policy/policy.ts';
import type { TreeEntry } from '../ports/control-repository.ts';
import type { ChangedFile, PullRequest } from '../ports/github.ts';
import { unreadableRecord } from '../records/encode.ts';
import { loadRecords, type RecordsView } from '../records/store.ts';
import { requestPath } from '../request/request-path.ts';
import { ConfigurationError, NotFoundError, UnavailableError } from '../support/errors.ts';
import { sortEntries } from './control-state.ts';
import { readRequest, settledWith, type Candidate } from './desired.ts';
import { judgeWithoutClaims } from './judge-tenant.ts';
import { planLanded } from './plan-branch.ts';
import {
  invalidRequest,
  refusedFile,
  unjudgedRequest,
  type PlannedRequest,
  type PlanResult,
  type Standing,
} from './planned-request.ts';
import { beginPlanning, planJudged, planTenants, type Planning } from './planning.ts';
import { askingOnce, proveOpen } from './prove-approval.ts';
import type { ReadingPorts, TenantReading } from './types.ts';

/**
 * Judges the requests of a pull request: of an open one as if it were merged now, of a merged one as they landed.
 * Throws ConfigurationError for a number that GitHub does not know.
 */
export async function planPullRequest(ports: ReadingPorts, number: number): Promise<PlannedPullRequest> {
  const planning = await beginPlanning(ports);
  const pullRequest = await findPullRequest(ports, number);
  const files = await ports.github.pullRequestFiles(number);
  return { ...(await planFiles({ pullRequest, files }, planning)), pullRequest, policy: planning.policy };
}

/** What would happen with a pull request's requests, and what that was judged under. */
export interface PlannedPullRequest extends PlanResult {
  readonly pullRequest: PullRequest;
  readonly policy: Policy;
}

async function planFiles(
  { pullRequest, files }: Pick<OpenPullRequest, 'pullRequest' | 'files'>,
  planning: Planning,
): Promise<PlanResult> {
  const { ports } = planning;
  const { number } = pullRequest;
  if (pullRequest.merged) return planLanded(planning, new Set(files.flatMap(({ path }) => idOf(path) ?? [])));
  const head = await ports.git.fetchPullRequestHead(number);
  if (head === undefined) throw new UnavailableError(`origin has no refs/pull/${number}/head`);
  return planOpen({ pullRequest, head, files }, planning);
}

async function findPullRequest({ github }: ReadingPorts, number: number): Promise<PullRequest> {
  try {
    return await github.pullRequest(number);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    throw new ConfigurationError(`there is no pull request #${number} here`, { cause: error });
  }
}

function idOf(path: string): string | undefined {
  const named = requestPath(path);
  return named.kind === 'request' ? `${named.tenant}/${named.name}` : undefined;
}

interface OpenPullRequest {
  readonly pullRequest: PullRequest;
  readonly head: string;
  readonly files: readonly ChangedFile[];
}

async function planOpen(open: OpenPullRequest, planning: Planning): Promise<PlanResult> {
  const { byTenant, illegal } = sortEntries(await changedEntries(open, planning), planning.policy);
  const gone = new Set(open.files.flatMap(removedPath).flatMap((path) => idOf(path) ?? []));
  const isConcerned = ({ tenant }: TenantPolicy): boolean =>
    byTenant.has(tenant) || [...gone].some((id) => id.startsWith(`${tenant}/`));
  const tenants = Object.values(planning.policy.tenants).filter(isConcerned);
  const { requests, failures } = await planTenants(tenants, planning, async (run) => {
    const view = await loadRecords(run.ports.records, run.policy.tenant);
    const judged = await planEntries(byTenant.get(run.policy.tenant) ?? new Map(), open, view, run);
    return [...judged, ...withdrawals(gone, view, run)];
  });
  const misnamed = illegal.map(({ id, problems }) => invalidRequest(id, problems));
  return { requests: [...misnamed, ...requests].toSorted((a, b) => a.id.localeCompare(b.id)), failures };
}

/** What the head holds of the files below `unblock-requests/` that the pull request adds or changes. */
async function changedEntries({ head, files }: OpenPullRequest, { ports }: Planning): Promise<readonly TreeEntry[]> {
  const tree = await ports.git.requestTree(head);
  const changed = new Set(files.filter(({ status }) => status !== 'removed').map(({ path }) => path));
  return tree.filter(({ path }) => changed.has(path));
}

function removedPath({ path, status, previousPath }: ChangedFile): readonly string[] {
  if (status === 'removed') return [path];
  return previousPath === undefined || status === 'copied' ? [] : [previousPath];
}

async function planEntries(
  entries: ReadonlyMap<string, TreeEntry>,
  open: OpenPullRequest,
  view: RecordsView,
  run: TenantReading,
): Promise<readonly PlannedRequest[]> {
  const candidates: Candidate[] = [];
  const refused: PlannedRequest[] = [];
  for (const [name, entry] of entries) {
    const read = await readOpen(name, entry, view, run);
    if ('refused' in read) refused.push(read.refused);
    else
      candidates.push({
        name,
        request: read.request,
        blob: entry.blob,
        ...landingNow(open, run),
        stored: view.open.get(name),
      });
  }
  const look = askingOnce(run);
  const proven = await Promise.all(candidates.map((candidate) => proveOpen(candidate, open.pullRequest, look)));
  const judged = await judgeWithoutClaims(proven, view, run);
  const standing: Standing = { kind: 'open', more: baseBranch(open.pullRequest, run) };
  return [...refused, ...(await planJudged(judged, () => standing, view, run))];
}

/** The place that the head would have on the default branch if it were merged now. */
function landingNow({ head }: OpenPullRequest, { tip, ports }: TenantReading): Pick<Candidate, 'landing'> {
  return { landing: { commit: head, firstParent: tip.commit, committedAt: ports.clock.now() } };
}

async function readOpen(name: string, entry: TreeEntry, view: RecordsView, run: TenantReading) {
  const id = `${run.policy.tenant}/${name}`;
  const damage = view.damaged.get(name);
  if (damage !== undefined) return { refused: refusedFile(id, [unreadableRecord(damage)]) };
  if (settledWith(name, view) !== undefined) {
    const problem = `${id} is settled already, and an id is used once: give the new request a file name of its own`;
    return { refused: refusedFile(id, [problem]) };
  }
  const read = await readRequest(entry, run);
  return 'problems' in read ? { refused: invalidRequest(id, read.problems) } : read;
}

function baseBranch({ number, baseBranch: base }: PullRequest, { tip }: TenantReading): readonly Predicate[] {
  if (base === tip.branch) return [];
  const reason = `#${number} would be merged into ${base}, and only what lands on ${tip.branch} counts`;
  return [fails('targetsDefaultBranch', 'pending', reason)];
}

function withdrawals(
  gone: ReadonlySet<string>,
  view: RecordsView,
  { policy }: TenantReading,
): readonly PlannedRequest[] {
  return [...view.open]
    .map(([name, { record }]) => ({ id: `${policy.tenant}/${name}`, name, phase: record.phase }))
    .filter(({ id, name }) => gone.has(id) && settledWith(name, view) === undefined)
    .map(({ id, phase }) => {
      const reason = 'the merge removes its file: the next run settles it as Withdrawn';
      return unjudgedRequest({ id, phase, outcome: 'withdrawn', action: 'none', reason });
    });
}
