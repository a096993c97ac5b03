import * as fc from 'fast-check';
import type {
  ApprovalEvidence,
  FileChange,
  PullRequestEvidence,
  ReviewEvidence,
  Standing,
} from '../../src/approval/evidence.ts';
import type { ApprovalContext } from '../../src/approval/judge-approval.ts';
import type { ApprovalPolicy } from '../../src/policy/policy.ts';
import type { Account, RepositoryRole, TeamMembership } from '../../src/ports/github.ts';
import type { UnblockRequest } from '../../src/request/request.ts';
import { known, unknown, type Reading } from '../../src/support/reading.ts';
import { plus, type Timestamp } from '../../src/support/timestamp.ts';
import { evidence, HEAD, OTHER_BLOB, policy, pullRequest, request, review } from './build.ts';

/** Everything that one approval is judged on. */
export interface History {
  readonly request: UnblockRequest;
  readonly evidence: ApprovalEvidence;
  readonly context: ApprovalContext;
}

/** The pull request of a history; undefined where it has none. */
export function pullRequestOf({ evidence: { pullRequest: reading } }: History): PullRequestEvidence | undefined {
  return reading.known && reading.value ? reading.value : undefined;
}

/** The same history with another pull request, or with another version of the one it has. */
export function withPullRequest(history: History, over: Partial<PullRequestEvidence>): History {
  const value = pullRequestOf(history);
  if (!value) return history;
  return { ...history, evidence: { ...history.evidence, pullRequest: known({ ...value, ...over }) } };
}

const PEOPLE: readonly Account[] = ['octocat', 'hubot-keeper', 'monalisa', 'defunkt', 'mojombo'].map(
  (login, index) => ({ id: index + 1, login, type: 'User' }),
);
const APP: Account = { id: 90, login: 'contoso-helpdesk-app[bot]', type: 'Bot' };
const TEAMS = ['secops', 'soc'];
const ADDRESSES = ['alice@contoso.com', 'ceo@contoso.com'];
const START: Timestamp = '2026-11-23T08:00:00.000Z';
const MERGED_AT: Timestamp = '2026-11-23T10:00:00.000Z';

/** The usual value most of the time, so that many histories come near an approval: far from one nothing can break. */
function mostly<T>(usual: fc.Arbitrary<T>, ...rare: readonly fc.Arbitrary<T>[]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: rare.length * 14, arbitrary: usual },
    ...rare.map((arbitrary) => ({ weight: 1, arbitrary })),
  );
}

const unreadable = fc.constant(unknown('502'));

function reading<T>(value: fc.Arbitrary<T>): fc.Arbitrary<Reading<T>> {
  return mostly<Reading<T>>(value.map(known), unreadable);
}

/** Quarters of an hour from two hours before the merge to two hours after it, so that equal times are common. */
const moment = (from = 0, to = 16): fc.Arbitrary<Timestamp> =>
  fc.integer({ min: from, max: to }).map((quarters) => plus(START, quarters * 15 * 60_000));

const inOtherCase = (account: Account): Account => ({ ...account, login: account.login.toUpperCase() });
const person = fc.constantFrom(...PEOPLE).chain((account) => fc.constantFrom(account, account, inOtherCase(account)));
const role = mostly<RepositoryRole>(fc.constantFrom('write', 'maintain', 'admin'), fc.constantFrom('none', 'read'));
const membership = fc.constantFrom<TeamMembership[]>('active', 'pending', 'none');

function standing(user: Account): fc.Arbitrary<Standing> {
  return fc.record({
    role: reading(role),
    loginBelongsTo: mostly(fc.constant<number | null>(user.id), fc.constant(91)),
    teams: fc
      .array(fc.tuple(fc.constantFrom(...TEAMS), reading(membership)), { maxLength: 2 })
      .map((entries) => Object.fromEntries(entries)),
  });
}

const reviewer: fc.Arbitrary<Account | null> = mostly<Account | null>(person, fc.constant(APP), fc.constant(null));

const state = fc.oneof(
  { weight: 6, arbitrary: fc.constant('APPROVED' as const) },
  { weight: 2, arbitrary: fc.constantFrom('CHANGES_REQUESTED' as const, 'COMMENTED' as const, 'DISMISSED' as const) },
);

const anyReview: fc.Arbitrary<ReviewEvidence> = reviewer.chain((user) =>
  fc.record({
    id: fc.constant(0),
    user: fc.constant(user),
    state,
    commit: mostly(fc.constant<string | null>(HEAD), fc.constant(null)),
    blob: mostly<ReviewEvidence['blob']>(
      fc.constant(review().blob),
      fc.constantFrom(known(OTHER_BLOB), known(null), unknown('502')),
    ),
    submittedAt: mostly(moment(1, 8), moment()),
    // Nobody is asked about the rights of a deleted account.
    standing: user ? standing(user) : fc.constant(NOT_ASKED),
  }),
);

/** What collecting leaves for a review whose author's rights were not asked for. */
export const NOT_ASKED: Standing = { role: unknown('not asked'), loginBelongsTo: null, teams: {} };

/** Oldest first, with ids in that order, as GitHub lists them. */
const reviews: fc.Arbitrary<readonly ReviewEvidence[]> = fc
  .array(anyReview, { maxLength: 6 })
  .map((all) =>
    all
      .toSorted((a, b) => a.submittedAt.localeCompare(b.submittedAt))
      .map((one, index) => ({ ...one, id: 10 + index })),
  );

const change: fc.Arbitrary<FileChange> = fc.record({
  commit: fc.constantFrom(HEAD, 'a'.repeat(40)),
  people: fc.array(
    fc.record({
      role: fc.constantFrom('author' as const, 'committer' as const, 'co-author' as const),
      account: mostly<Reading<Account>>(
        fc.constant(known(PEOPLE[0] ?? APP)),
        person.map(known),
        fc.constant(unknown('no account')),
      ),
    }),
    { maxLength: 3 },
  ),
});

const files = mostly<PullRequestEvidence['files']>(
  fc.constant(pullRequest().files),
  fc.constant(known([])),
  fc.constant(known([{ path: '.github/reinstate.yml', status: 'modified' }])),
  unreadable,
);

const author = mostly<Account | null>(
  fc.constantFrom(...PEOPLE.slice(0, 2)),
  fc.constant(APP),
  fc.constantFrom(null, { ...APP, id: 92, login: 'stranger[bot]' }),
);

/** A pull request, and whom the request file says it was opened for. */
const opened = fc
  .record({ author, asked: mostly<Account | undefined>(fc.constant(undefined), person) })
  .chain(({ author: opener, asked }) =>
    fc.record({
      author: fc.constant(opener),
      login: fc.constant(asked?.login),
      requestedBy: asked ? reading(fc.constant<Account | null>(asked)) : fc.constant(known<Account | null>(null)),
    }),
  );

const pullRequests = fc.record({
  number: fc.constant(42),
  mergedAt: fc.constantFrom(MERGED_AT, MERGED_AT, MERGED_AT, MERGED_AT, null),
  files,
  changes: mostly<PullRequestEvidence['changes']>(fc.array(change, { maxLength: 2 }).map(known), unreadable),
  pushes: mostly<PullRequestEvidence['pushes']>(
    fc.constant(known([])),
    fc.array(fc.record({ commit: fc.constant(HEAD), actor: person }), { maxLength: 1 }).map(known),
    unreadable,
  ),
  baseChangedAt: mostly<PullRequestEvidence['baseChangedAt']>(
    fc.constant(known(null)),
    moment(0, 6).map(known),
    unreadable,
  ),
  reviews: mostly<PullRequestEvidence['reviews']>(reviews.map(known), unreadable),
});

const approvals: fc.Arbitrary<Partial<ApprovalPolicy>> = fc.record({
  required: mostly(fc.constant(1), fc.constant(2)),
  approvers: fc
    .record({
      users: fc.subarray(
        PEOPLE.map(({ login }) => login),
        { minLength: 2 },
      ),
      teams: fc.subarray(TEAMS),
      permission: fc.constantFrom<(RepositoryRole | undefined)[]>(undefined, undefined, 'write', 'maintain'),
    })
    .map(({ permission, ...named }) => (permission === undefined ? named : { ...named, permission })),
  intake: fc.subarray(['contoso-helpdesk-app']),
  people: mostly<Record<string, string>>(
    fc.constant({}),
    fc.dictionary(fc.constantFrom('monalisa', 'defunkt'), fc.constantFrom(...ADDRESSES), { maxKeys: 2 }),
  ),
  protected: mostly<ApprovalPolicy['protected']>(
    fc.constant([]),
    fc.constantFrom(...ADDRESSES).map((address) => [{ entities: [address], required: 2 }]),
  ),
});

/** Mostly the same policy at the landing commit and now, sometimes an edited one, sometimes none at the landing commit. */
const policies = fc
  .record({
    tip: approvals,
    landing: mostly(fc.constant<'same' | 'none'>('same'), fc.constant('none')),
    other: approvals,
  })
  .chain(({ tip, landing, other }) =>
    fc.record({
      tipPolicy: fc.constant(policy(tip)),
      landingPolicy:
        landing === 'none' ? fc.constant(null) : mostly(fc.constant(policy(tip)), fc.constant(policy(other))),
    }),
  );

const contexts: fc.Arbitrary<ApprovalContext> = fc
  .record({
    policies,
    addresses: mostly(fc.constant<readonly string[]>([]), fc.constant(['ceo@contoso.com'])),
    restrictedAt: mostly<Timestamp | null>(fc.constant(null), moment(0, 6)),
  })
  .map(({ policies: pair, ...rest }) => ({ ...pair, ...rest }));

/** Approval histories: most come near an approval, each with a few things that may be wrong with it. */
export const histories: fc.Arbitrary<History> = fc
  .record({
    opened,
    pullRequest: mostly<Partial<PullRequestEvidence> | null>(pullRequests, fc.constant(null)),
    found: mostly(fc.constant(true), fc.constant(false)),
    context: contexts,
    assessment: mostly<UnblockRequest['assessment']>(fc.constant('compromised'), fc.constant('falsePositive')),
  })
  .map(({ opened: { author: opener, login, requestedBy }, pullRequest: generated, found, context, assessment }) => ({
    request: request({ assessment, ...(login === undefined ? {} : { requestedBy: login }) }),
    evidence: {
      ...evidence(),
      pullRequest: found
        ? known(generated && pullRequest({ ...generated, author: opener, requestedBy }))
        : unknown('502'),
    },
    context,
  }));
