import { known, unknown } from '../../../src/support/reading.ts';
import { OTHER_BLOB, review, reviewer, second } from '../build.ts';
import { type Threat } from './threat.ts';

/** What a review says, when, about which bytes, and by whom. */
export const reviewThreats: readonly Threat[] = [
  { threat: 'an independent approval of exactly these bytes', outcome: 'approved', says: '1 of 1' },
  { threat: 'no review at all', outcome: 'denied', says: '0 of 1', pullRequest: { reviews: known([]) } },
  {
    threat: 'no review at all while the pull request is still open',
    outcome: 'pending',
    says: '0 of 1',
    pullRequest: { reviews: known([]), mergedAt: null },
  },
  {
    threat: 'an approval of other bytes than landed',
    outcome: 'denied',
    says: 'approved other bytes',
    pullRequest: { reviews: known([review({ blob: known(OTHER_BLOB) })]) },
  },
  {
    threat: 'an approval of a commit without the file',
    outcome: 'denied',
    says: 'does not hold this file',
    pullRequest: { reviews: known([review({ blob: known(null) })]) },
  },
  {
    threat: 'an approval whose commit GitHub has forgotten',
    outcome: 'denied',
    says: 'no longer exists',
    pullRequest: { reviews: known([review({ commit: null })]) },
  },
  {
    threat: 'an approval whose bytes could not be read',
    outcome: 'indeterminate',
    says: 'could not be read: 500',
    pullRequest: { reviews: known([review({ blob: unknown('500') })]) },
  },
  {
    threat: 'an approval submitted after the merge',
    outcome: 'denied',
    says: 'approved after the merge',
    pullRequest: { reviews: known([review({ submittedAt: '2026-11-23T10:00:01.000Z' })]) },
  },
  {
    threat: 'an approval submitted at the very moment of the merge',
    outcome: 'approved',
    says: '1 of 1',
    pullRequest: { reviews: known([review({ submittedAt: '2026-11-23T10:00:00.000Z' })]) },
  },
  {
    threat: 'an approval followed by a request for changes of the same reviewer',
    outcome: 'denied',
    says: 'decided again later',
    pullRequest: {
      reviews: known([
        review(),
        review({ id: 11, state: 'CHANGES_REQUESTED', submittedAt: '2026-11-23T09:30:00.000Z' }),
      ]),
    },
  },
  {
    threat: 'an approval followed by a comment of the same reviewer',
    outcome: 'approved',
    says: '1 of 1',
    pullRequest: {
      reviews: known([review(), review({ id: 11, state: 'COMMENTED', submittedAt: '2026-11-23T09:30:00.000Z' })]),
    },
  },
  {
    threat: 'a dismissed approval',
    outcome: 'denied',
    says: 'was dismissed',
    pullRequest: { reviews: known([review({ state: 'DISMISSED' })]) },
  },
  {
    threat: 'changes requested by another approver',
    outcome: 'pending',
    says: '@monalisa asks for changes',
    pullRequest: { reviews: known([review(), review({ id: 11, user: second, state: 'CHANGES_REQUESTED' })]) },
  },
  {
    threat: 'changes requested by another approver after the merge',
    outcome: 'pending',
    says: '@monalisa asks for changes',
    pullRequest: {
      reviews: known([
        review(),
        review({ id: 11, user: second, state: 'CHANGES_REQUESTED', submittedAt: '2026-11-23T11:00:00.000Z' }),
      ]),
    },
  },
  {
    threat: 'changes requested by the approver himself after the merge',
    outcome: 'pending',
    says: 'took the approval back after the merge',
    pullRequest: {
      reviews: known([
        review(),
        review({ id: 11, state: 'CHANGES_REQUESTED', submittedAt: '2026-11-23T11:00:00.000Z' }),
      ]),
    },
  },
  {
    threat: 'an approval taken back after the merge and given again',
    outcome: 'denied',
    says: 'took the approval back after the merge',
    pullRequest: {
      reviews: known([
        review(),
        review({ id: 11, state: 'CHANGES_REQUESTED', submittedAt: '2026-11-23T11:00:00.000Z' }),
        review({ id: 12, submittedAt: '2026-11-23T11:30:00.000Z' }),
      ]),
    },
  },
  ...([null, { ...second, type: 'Bot' }] as const).map((user): Threat => ({
    threat: `changes requested by ${user ? 'a bot' : 'a deleted account'}`,
    outcome: 'approved',
    says: '1 of 1',
    pullRequest: {
      reviews: known([
        review(),
        review({
          id: 11,
          user,
          state: 'CHANGES_REQUESTED',
          standing: { role: unknown('not asked'), loginBelongsTo: null, teams: {} },
        }),
      ]),
    },
  })),
  {
    threat: 'a bot as reviewer',
    outcome: 'denied',
    says: 'only a person can approve',
    pullRequest: { reviews: known([review({ user: { ...reviewer, type: 'Bot' } })]) },
  },
  {
    threat: 'a deleted account as reviewer',
    outcome: 'denied',
    says: 'the account is gone',
    pullRequest: { reviews: known([review({ user: null })]) },
  },
  {
    threat: 'an approval from before the restriction',
    outcome: 'denied',
    says: 'approved before the restriction',
    context: { restrictedAt: '2026-11-23T09:00:00.000Z' },
  },
];
