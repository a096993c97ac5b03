import type { PullRequestEvidence, ReviewEvidence } from '../../../src/approval/evidence.ts';
import { known, unknown } from '../../../src/support/reading.ts';
import { author, policy, review, second } from '../build.ts';
import { both, type Threat } from './threat.ts';

const AFTER = '2026-11-23T11:00:00.000Z';

/** A request for changes by the second reviewer beside a good approval. */
function objection(over: Partial<ReviewEvidence> = {}): Partial<PullRequestEvidence> {
  return {
    reviews: known([review({ id: 11, user: second, state: 'CHANGES_REQUESTED', ...over }), review()]),
  };
}

const standing = { role: known('write' as const), loginBelongsTo: 3, teams: {} };

/** Reviews that ask for changes, that take an approval back, and that were decided again. */
export const objectionThreats: readonly Threat[] = [
  {
    threat: 'reviews that could not be listed',
    outcome: 'indeterminate',
    says: 'the reviews could not be read: 502',
    pullRequest: { reviews: unknown('502') },
  },
  {
    threat: 'changes requested by somebody whose rights could not be read',
    outcome: 'indeterminate',
    says: '@monalisa asks for changes, and whether that weighs is not known: 403',
    pullRequest: objection({ standing: { ...standing, role: unknown('403') } }),
  },
  {
    threat: 'changes requested by somebody the policy named when the request landed',
    outcome: 'pending',
    says: '@monalisa asks for changes in review 11',
    context: { tipPolicy: policy({ approvers: { users: ['hubot-keeper'], teams: [] } }) },
    pullRequest: objection(),
  },
  {
    threat:
      'changes requested by somebody in a team that could not be read under one policy and unnamed under the other',
    outcome: 'indeterminate',
    says: 'membership of team secops could not be read: it was not asked for',
    context: { ...both({ approvers: { users: ['hubot-keeper'], teams: [] } }), tipPolicy: teamPolicy() },
    pullRequest: objection({ standing }),
  },
  {
    threat: 'a certain objection behind a doubtful one',
    outcome: 'pending',
    says: '@monalisa asks for changes in review 12',
    pullRequest: {
      reviews: known([
        review(),
        review({ id: 11, user: author, state: 'CHANGES_REQUESTED', standing: { ...standing, loginBelongsTo: null } }),
        review({ id: 12, user: second, state: 'CHANGES_REQUESTED' }),
      ]),
    },
  },
  {
    threat: 'changes requested and approved later by the same reviewer',
    outcome: 'approved',
    says: '2 of 1',
    pullRequest: {
      reviews: known([
        review({ id: 11, user: second, state: 'CHANGES_REQUESTED' }),
        review({ id: 12, user: second, submittedAt: '2026-11-23T09:30:00.000Z' }),
        review(),
      ]),
    },
  },
  {
    threat: 'two decisions in the same second, the later one asking for changes',
    outcome: 'denied',
    says: 'decided again later, in review 12',
    pullRequest: { reviews: known([review({ id: 12, state: 'CHANGES_REQUESTED' }), review({ id: 11 })]) },
  },
  {
    threat: 'decisions that are not listed in the order of time',
    outcome: 'approved',
    says: '1 of 1',
    pullRequest: {
      reviews: known([
        review({ id: 11, submittedAt: '2026-11-23T09:30:00.000Z' }),
        review({ id: 12, state: 'CHANGES_REQUESTED' }),
      ]),
    },
  },
  {
    threat: 'changes requested after the merge and dismissed then',
    outcome: 'denied',
    says: 'took the approval back after the merge',
    pullRequest: { reviews: known([review(), review({ id: 11, state: 'DISMISSED', submittedAt: AFTER })]) },
  },
  {
    threat: 'changes requested by a bot that the policy names',
    outcome: 'approved',
    says: '1 of 1',
    pullRequest: objection({ user: { ...second, type: 'Bot' } }),
  },
  {
    threat: 'an approval taken back for good after the merge while somebody else asks for changes',
    outcome: 'denied',
    says: '0 of 1',
    pullRequest: {
      reviews: known([
        review(),
        review({ id: 11, state: 'DISMISSED', submittedAt: AFTER }),
        review({ id: 12, user: second, state: 'CHANGES_REQUESTED' }),
      ]),
    },
  },
  {
    threat: 'a comment after the merge',
    outcome: 'approved',
    says: '1 of 1',
    pullRequest: { reviews: known([review(), review({ id: 11, state: 'COMMENTED', submittedAt: AFTER })]) },
  },
  {
    threat: 'an approval taken back after the merge where two are needed and one is left',
    outcome: 'denied',
    says: '0 of 2',
    context: both({ required: 2 }),
    pullRequest: {
      reviews: known([review(), review({ id: 11, state: 'CHANGES_REQUESTED', submittedAt: AFTER })]),
    },
  },
  {
    threat: 'an objection that is a comment now, of one who approved before the merge',
    outcome: 'pending',
    says: 'took the approval back after the merge',
    pullRequest: {
      reviews: known([
        review(),
        review({ id: 11, state: 'CHANGES_REQUESTED', submittedAt: AFTER }),
        review({ id: 12, state: 'COMMENTED', submittedAt: '2026-11-23T11:30:00.000Z' }),
      ]),
    },
  },
  {
    threat: 'two approvals taken back after the merge, one of them for good',
    outcome: 'pending',
    says: '0 of 2',
    context: both({ required: 2 }),
    pullRequest: {
      reviews: known([
        review(),
        review({ id: 11, user: second }),
        review({ id: 12, state: 'DISMISSED', submittedAt: AFTER }),
        review({ id: 13, user: second, state: 'CHANGES_REQUESTED', submittedAt: AFTER }),
      ]),
    },
  },
];

function teamPolicy() {
  return policy({ approvers: { users: ['hubot-keeper'], teams: ['secops'] } });
}
