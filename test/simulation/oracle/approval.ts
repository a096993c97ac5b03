import { commitAt, landingOf, type SimCommit, type SimPull, type SimReview } from '../world/control.ts';
import { roleAt } from '../world/people.ts';
import { POLICY, type Rulebook } from '../world/policies.ts';
import type { World } from '../world/world.ts';

/*
 * Rule 1 once more, from what really happened and without any code of the product.
 */

/** What the approval of a request comes to: `waits` for what people can mend or nobody can tell. */
export type Approval = 'stands' | 'denied' | 'waits';

/** The request whose approval is judged: a path of a commit of the default branch. */
export interface Subject {
  readonly tip: string;
  readonly path: string;
  /** The restriction's time; null where it is not known. */
  readonly fencedAtMs: number | null;
}

/** When reviews and when people's rights were looked at: a process looks at one after the other. */
export interface Moments {
  readonly reviewsMs: number;
  readonly rightsMs: number;
}

/** The approval as somebody would judge it who looked at these moments. */
export function approvalAt(world: World, { tip, path, fencedAtMs }: Subject, moments: Moments): Approval {
  const { control } = world;
  const landing = landingOf(control, tip, path);
  const books = landing && [rulebookOf(world, commitAt(control, tip)), rulebookBefore(world, landing)];
  const [now, then] = books ?? [];
  if (!landing || !now || !then?.valid) return 'denied';
  const pull = control.pulls.find(({ landed }) => landed.includes(landing.id));
  if (!pull || !holdsOnlyRequests(pull, path)) return 'denied';
  const people = contributorsOf(world, pull, path);
  const blob = landing.tree.get(path);
  const judging = { world, pull, path, blob, people, books: [now, then], fencedAtMs, moments };
  const approvals = pull.reviews.filter((one) => couldCount(one, judging));
  const objectors = approvals.filter((one) => tookBack(one, judging));
  const counted = new Set(approvals.filter((one) => !objectors.includes(one)).map(loginOf));
  const required = Math.max(now.required, then.required);
  if (counted.size < required) {
    const perhaps = counted.size + new Set(objectors.map(loginOf)).size;
    const standing = objectors.some((one) => asksForChanges(latest(pull, loginOf(one), moments.reviewsMs), moments));
    if (perhaps < required || !standing) return 'denied';
    return 'waits';
  }
  if (people.includes(undefined)) return 'waits';
  return isObjectedTo(judging) ? 'waits' : 'stands';
}

interface Judging {
  readonly world: World;
  readonly pull: SimPull;
  readonly path: string;
  readonly blob: string | undefined;
  /** Undefined for somebody without an account. */
  readonly people: readonly (string | undefined)[];
  readonly books: readonly Rulebook[];
  readonly fencedAtMs: number | null;
  readonly moments: Moments;
}

/** The rulebook of a commit; undefined where the story never had the file. */
export function rulebookOf({ rulebooks }: World, { tree }: SimCommit): Rulebook | undefined {
  return rulebooks.get(tree.get(POLICY) ?? '');
}

function rulebookBefore(world: World, { parents }: SimCommit): Rulebook | undefined {
  return parents[0] === undefined ? undefined : rulebookOf(world, commitAt(world.control, parents[0]));
}

function holdsOnlyRequests({ files }: SimPull, path: string): boolean {
  return (
    files.every((file) => file.path.startsWith('unblock-requests/')) &&
    files.some((file) => file.path === path && file.status !== 'removed')
  );
}

function contributorsOf(
  { control }: World,
  { commits, author }: SimPull,
  path: string,
): readonly (string | undefined)[] {
  const changing = commits
    .map((id) => commitAt(control, id))
    .filter(({ tree, parents }) => tree.get(path) !== commitAt(control, parents[0] ?? '').tree.get(path));
  return [author.account?.login, ...changing.map(({ by }) => by.account?.login)];
}

function loginOf({ by }: SimReview): string {
  return by.account?.login ?? '';
}

function isApprover(login: string, { world, books, moments }: Judging, every: boolean): boolean {
  const role = roleAt(login, moments.rightsMs, world.control.roles);
  const named = books.filter(({ approvers }) => approvers.includes(login)).length;
  return role === 'write' && (every ? named === books.length : named > 0);
}

/** The latest decisive review of somebody, as of a moment. */
function latest({ reviews }: SimPull, login: string, atMs: number): SimReview | undefined {
  return reviews.findLast((one) => loginOf(one) === login && one.state !== 'COMMENTED' && one.atMs <= atMs);
}

function couldCount(one: SimReview, judging: Judging): boolean {
  const { world, pull, path, blob, people, fencedAtMs, moments } = judging;
  const login = loginOf(one);
  return (
    one.state === 'APPROVED' &&
    one.dismissedAtMs > moments.reviewsMs &&
    one.atMs <= Math.min(pull.mergedAtMs, moments.reviewsMs) &&
    latest(pull, login, Math.min(pull.mergedAtMs, moments.reviewsMs)) === one &&
    commitAt(world.control, one.commit).tree.get(path) === blob &&
    !people.includes(login) &&
    (fencedAtMs === null || one.atMs > fencedAtMs) &&
    isApprover(login, judging, true)
  );
}

/** Whether somebody asked for changes after the merge, dismissed or not. */
function tookBack(one: SimReview, { pull, moments }: Judging): boolean {
  return pull.reviews.some(
    (other) =>
      loginOf(other) === loginOf(one) &&
      other.state === 'CHANGES_REQUESTED' &&
      other.atMs > pull.mergedAtMs &&
      other.atMs <= moments.reviewsMs,
  );
}

function asksForChanges(one: SimReview | undefined, { reviewsMs }: Moments): boolean {
  return one?.state === 'CHANGES_REQUESTED' && one.dismissedAtMs > reviewsMs;
}

function isObjectedTo(judging: Judging): boolean {
  const { pull, moments } = judging;
  return pull.reviews.some(
    (one) =>
      asksForChanges(one, moments) &&
      latest(pull, loginOf(one), moments.reviewsMs) === one &&
      isApprover(loginOf(one), judging, false),
  );
}

/** Whether the approval came to `wanted` for anybody who looked between two moments. */
export function wasEver(wanted: Approval, world: World, subject: Subject, fromMs: number, toMs: number): boolean {
  const changes = world.control.pulls.flatMap(({ reviews }) =>
    reviews.flatMap(({ atMs, dismissedAtMs }) => [atMs, dismissedAtMs]),
  );
  const within = (times: readonly number[]): readonly number[] => [
    fromMs,
    toMs,
    ...times.filter((atMs) => atMs > fromMs && atMs < toMs),
  ];
  const rights = within(world.control.roles.map(({ atMs }) => atMs));
  return within(changes).some((reviewsMs) =>
    rights.some((rightsMs) => approvalAt(world, subject, { reviewsMs, rightsMs }) === wanted),
  );
}
