import { known, unknown } from '../../../src/support/reading.ts';
import { policy, review, second } from '../build.ts';
import { both, type Threat } from './threat.ts';

/** Who has authority, how many are needed, and when the policy changed. */
export const policyThreats: readonly Threat[] = [
  {
    threat: 'changes requested by somebody without authority',
    outcome: 'approved',
    says: '1 of 1',
    pullRequest: {
      reviews: known([
        review(),
        review({
          id: 11,
          user: { id: 9, login: 'passer-by', type: 'User' },
          state: 'CHANGES_REQUESTED',
          standing: { role: known('read'), loginBelongsTo: 9, teams: {} },
        }),
      ]),
    },
  },
  {
    threat: 'a login that was registered again by somebody else',
    outcome: 'denied',
    says: 'the login belongs to another account now',
    pullRequest: { reviews: known([review({ standing: { role: known('write'), loginBelongsTo: 99, teams: {} } })]) },
  },
  {
    threat: 'a reviewer who may only read',
    outcome: 'denied',
    says: 'holds read in this repository now',
    pullRequest: { reviews: known([review({ standing: { role: known('read'), loginBelongsTo: 2, teams: {} } })]) },
  },
  {
    threat: 'a reviewer whose rights could not be read',
    outcome: 'indeterminate',
    says: 'permission: 403',
    pullRequest: {
      reviews: known([review({ standing: { role: unknown('permission: 403'), loginBelongsTo: null, teams: {} } })]),
    },
  },
  {
    threat: 'a reviewer whose rights could not be read where the policy asks for the role',
    outcome: 'indeterminate',
    says: 'permission: 403',
    context: both({ approvers: { users: [], teams: [], permission: 'maintain' } }),
    pullRequest: {
      reviews: known([review({ standing: { role: unknown('permission: 403'), loginBelongsTo: null, teams: {} } })]),
    },
  },
  {
    threat: 'a reviewer whose login may belong to anybody',
    outcome: 'indeterminate',
    says: 'whom the login belongs to now',
    pullRequest: {
      reviews: known([review({ standing: { role: known('write'), loginBelongsTo: null, teams: {} } })]),
    },
  },
  {
    threat: 'false positives that the policy allowed only after the request landed',
    outcome: 'denied',
    says: 'knew no false positives',
    request: { assessment: 'falsePositive' },
    context: { tipPolicy: policy({ falsePositive: { required: 2 } }) },
    pullRequest: { reviews: known([review(), review({ id: 11, user: second })]) },
  },
  {
    threat: 'a false positive that both policies allow, with its approvals',
    outcome: 'approved',
    says: '2 of 2',
    request: { assessment: 'falsePositive' },
    context: both({ falsePositive: { required: 2 } }),
    pullRequest: { reviews: known([review(), review({ id: 11, user: second })]) },
  },
  {
    threat: 'a reviewer whom the policy does not name',
    outcome: 'denied',
    says: 'the policy does not name this account',
    pullRequest: { reviews: known([review({ user: { id: 9, login: 'passer-by', type: 'User' } })]) },
  },
  {
    threat: 'a reviewer in a team of approvers',
    outcome: 'approved',
    says: '1 of 1',
    context: both({ approvers: { users: [], teams: ['secops'] } }),
    pullRequest: { reviews: known([teamReview('active')]) },
  },
  {
    threat: 'a reviewer whose team membership is still pending',
    outcome: 'denied',
    says: 'the policy does not name this account',
    context: both({ approvers: { users: [], teams: ['secops'] } }),
    pullRequest: { reviews: known([teamReview('pending')]) },
  },
  {
    threat: 'a team that can not be read where the count is not reached without it',
    outcome: 'indeterminate',
    says: 'membership of team secops could not be read',
    context: both({ approvers: { users: [], teams: ['secops'] } }),
    pullRequest: { reviews: known([teamReview('unreadable')]) },
  },
  {
    threat: 'a team that can not be read where the count is reached without it',
    outcome: 'approved',
    says: '1 of 1',
    context: both({ approvers: { users: ['monalisa'], teams: ['secops'] } }),
    pullRequest: { reviews: known([teamReview('unreadable'), review({ id: 11, user: second })]) },
  },
  {
    threat: 'a maintainer where the policy asks for the role',
    outcome: 'approved',
    says: '1 of 1',
    context: both({ approvers: { users: [], teams: [], permission: 'maintain' } }),
    pullRequest: { reviews: known([review({ standing: { role: known('maintain'), loginBelongsTo: 2, teams: {} } })]) },
  },
  {
    threat: 'an approver added to the policy only after the request landed',
    outcome: 'denied',
    says: 'the policy does not name this account',
    context: { landingPolicy: policy({ approvers: { users: ['monalisa'], teams: [] } }) },
  },
  {
    threat: 'an approver removed from the policy after the request landed',
    outcome: 'denied',
    says: 'the policy does not name this account',
    context: { tipPolicy: policy({ approvers: { users: ['monalisa'], teams: [] } }) },
  },
  {
    threat: 'a count lowered after the request landed',
    outcome: 'denied',
    says: '1 of 2',
    context: { landingPolicy: policy({ required: 2 }) },
  },
  {
    threat: 'no valid policy when the request landed',
    outcome: 'denied',
    says: 'no valid policy named the tenant',
    context: { landingPolicy: null },
  },
  {
    threat: 'a tenant id changed after the request landed',
    outcome: 'denied',
    says: 'at another tenant id',
    context: { landingPolicy: { ...policy(), tenantId: '99999999-9999-9999-9999-999999999999' } },
  },
  {
    threat: 'one approval for a protected entity that needs two',
    outcome: 'denied',
    says: '1 of 2 (a protected entity needs 2)',
    context: both({ protected: [{ entities: ['ali*@contoso.com'], required: 2 }] }),
  },
  {
    threat: 'a protected entity behind an alias',
    outcome: 'denied',
    says: 'a protected entity needs 2',
    context: {
      ...both({ protected: [{ entities: ['ceo@contoso.com'], required: 2 }] }),
      addresses: ['ceo@contoso.com'],
    },
  },
  {
    threat: 'two approvals by one and the same account',
    outcome: 'denied',
    says: '1 of 2',
    context: both({ required: 2 }),
    pullRequest: { reviews: known([review(), review({ id: 11, submittedAt: '2026-11-23T09:10:00.000Z' })]) },
  },
  {
    threat: 'two approvals by two accounts',
    outcome: 'approved',
    says: '2 of 2',
    context: both({ required: 2 }),
    pullRequest: { reviews: known([review(), review({ id: 11, user: second })]) },
  },
  {
    threat: "an approval by the entity's own person",
    outcome: 'denied',
    says: 'is the person behind alice@contoso.com',
    context: both({ people: { 'hubot-keeper': 'alice@contoso.com' } }),
  },
  {
    threat: "an approval by the secured account's own person",
    outcome: 'denied',
    says: 'is the person behind bob@contoso.com',
    context: both({ people: { 'hubot-keeper': 'bob@contoso.com' } }),
    request: { securedAccount: 'bob@contoso.com' },
  },
];

function teamReview(membership: 'active' | 'pending' | 'unreadable') {
  const secops = membership === 'unreadable' ? unknown('403') : known(membership);
  return review({ standing: { role: known('write'), loginBelongsTo: 2, teams: { secops } } });
}
