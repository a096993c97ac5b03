import { known, unknown } from '../../../src/support/reading.ts';
import { author, bot, HEAD, policy, pullRequest, review, reviewer, second } from '../build.ts';
import { both, type Threat } from './threat.ts';

const inTeams = {
  role: known('write' as const),
  loginBelongsTo: reviewer.id,
  teams: { soc: known('none' as const), secops: known('active' as const) },
};

/** What is not known, and what almost looks like something else. */
export const doubts: readonly Threat[] = [
  {
    threat: 'an approval while the pull request is open, whenever it was given',
    outcome: 'approved',
    says: '1 of 1',
    pullRequest: { mergedAt: null, reviews: known([review({ submittedAt: '2026-11-23T11:00:00.000Z' })]) },
  },
  {
    threat: 'GitHub itself as committer of a change made in its web interface',
    outcome: 'approved',
    says: '2 of 1',
    pullRequest: {
      changes: known([
        { commit: HEAD, people: [{ role: 'committer', account: known({ id: 5, login: 'web-flow', type: 'User' }) }] },
      ]),
      reviews: known([review(), review({ id: 11, user: { id: 5, login: 'web-flow', type: 'User' } })]),
    },
    context: both({ approvers: { users: ['hubot-keeper', 'web-flow'], teams: [] } }),
  },
  {
    threat: 'the author approving himself after he was renamed',
    outcome: 'denied',
    says: "so can't approve it",
    context: both({ approvers: { users: ['renamed'], teams: [] } }),
    pullRequest: { reviews: known([review({ user: { ...author, login: 'renamed' } })]) },
  },
  {
    threat: 'a human author who names himself in other case',
    outcome: 'approved',
    says: '@OctoCat opened the pull request',
    request: { requestedBy: 'OctoCat' },
    pullRequest: { requestedBy: known(author) },
  },
  {
    threat: 'a bot that names itself',
    outcome: 'denied',
    says: 'but @contoso-helpdesk-app[bot] opened the pull request',
    request: { requestedBy: bot.login },
    pullRequest: { author: bot, requestedBy: known(bot) },
  },
  {
    threat: 'a deleted account that claims to speak for somebody',
    outcome: 'denied',
    says: 'requestedBy names @monalisa, but a deleted account opened the pull request',
    request: { requestedBy: 'monalisa' },
    pullRequest: { author: null, requestedBy: known(second) },
  },
  {
    threat: 'an intake App that speaks for an account which could not be read',
    outcome: 'indeterminate',
    says: '@monalisa, whom requestedBy names, could not be read',
    context: both({ intake: ['contoso-helpdesk-app'] }),
    request: { requestedBy: 'monalisa' },
    pullRequest: { author: bot, requestedBy: unknown('502') },
  },
  {
    threat: 'an App that only the policy of today trusts as intake',
    outcome: 'denied',
    says: 'requestedBy names @monalisa',
    context: { tipPolicy: policy({ intake: ['contoso-helpdesk-app'] }) },
    request: { requestedBy: 'monalisa' },
    pullRequest: { author: bot, requestedBy: known(second) },
  },
  {
    threat: 'a person with the login of a trusted intake App',
    outcome: 'denied',
    says: 'requestedBy names @monalisa',
    context: both({ intake: ['contoso-helpdesk-app'] }),
    request: { requestedBy: 'monalisa' },
    pullRequest: { author: { ...bot, login: 'contoso-helpdesk-app', type: 'User' }, requestedBy: known(second) },
  },
  {
    threat: 'one approval for a false positive that needs two',
    outcome: 'denied',
    says: '1 of 2 (a false positive needs 2)',
    context: both({ falsePositive: { required: 2 } }),
    request: { assessment: 'falsePositive' },
  },
  {
    threat: 'one approval for a compromised mailbox where false positives need two',
    outcome: 'approved',
    says: '1 of 1',
    context: both({ falsePositive: { required: 2 } }),
  },
  {
    threat: 'a false positive where the policy at the landing commit knew none',
    outcome: 'denied',
    says: 'the policy knew no false positives when the request landed',
    context: { tipPolicy: policy({ falsePositive: { required: 2 } }) },
    request: { assessment: 'falsePositive' },
  },
  {
    threat: 'a protected entity that needs fewer than everything else',
    outcome: 'denied',
    says: '1 of 3 (the policy asks for 3)',
    context: both({ required: 3, protected: [{ entities: ['bob@contoso.com', 'alice@*.com'], required: 2 }] }),
  },
  {
    threat: 'several protected entries that match',
    outcome: 'denied',
    says: '1 of 3 (a protected entity needs 3)',
    context: both({
      protected: [
        { entities: ['*@contoso.com'], required: 3 },
        { entities: ['bob@contoso.com', 'alice@contoso.com'], required: 2 },
      ],
    }),
  },
  {
    threat: 'a pattern that could match only with an @ or any character in place of its letters',
    outcome: 'approved',
    says: '1 of 1 (every request needs one)',
    context: both({ protected: [{ entities: ['a*com', 'alice@contoso?com', 'lice@contoso.com'], required: 2 }] }),
  },
  {
    threat: 'a pull request that removes the file beside one that it adds',
    outcome: 'denied',
    says: 'does not hold',
    pullRequest: {
      files: known([
        { path: 'unblock-requests/contoso/alice.yaml', status: 'removed' },
        { path: 'unblock-requests/contoso/bob.yaml', status: 'added' },
      ]),
    },
  },
  {
    threat: 'a pull request with many requests',
    outcome: 'approved',
    says: '#42 changes request files only',
    pullRequest: {
      files: known([
        {
          path: 'unblock-requests/contoso/bob.yaml',
          status: 'renamed',
          previousPath: 'unblock-requests/contoso/b.yaml',
        },
        { path: 'unblock-requests/contoso/alice.yaml', status: 'added' },
      ]),
    },
  },
  ...['docs/unblock-requests/a/b.yaml', 'unblock-requests/a/b.yaml.txt', 'unblock-requests/a/-b.yaml'].map(
    (path): Threat => ({
      threat: `${path} beside the request`,
      outcome: 'denied',
      says: `also changes ${path}`,
      pullRequest: {
        files: known([
          { path: 'unblock-requests/contoso/alice.yaml', status: 'added' },
          { path, status: 'added' },
        ]),
      },
    }),
  ),
  {
    threat: 'a reviewer who is in the second of two teams',
    outcome: 'approved',
    says: '1 of 1',
    context: both({ approvers: { users: [], teams: ['soc', 'secops'] } }),
    pullRequest: { reviews: known([review({ standing: inTeams })]) },
  },
  {
    threat: 'a reviewer whose role is lower than the policy asks for',
    outcome: 'denied',
    says: 'the policy does not name this account as an approver',
    context: both({ approvers: { users: [], teams: [], permission: 'admin' } }),
    pullRequest: {
      reviews: known([review({ standing: { role: known('maintain'), loginBelongsTo: reviewer.id, teams: {} } })]),
    },
  },
  {
    threat: 'an administrator where the policy asks for a maintainer',
    outcome: 'approved',
    says: '1 of 1',
    context: both({ approvers: { users: [], teams: [], permission: 'maintain' } }),
    pullRequest: {
      reviews: known([review({ standing: { role: known('admin'), loginBelongsTo: reviewer.id, teams: {} } })]),
    },
  },
  {
    threat: 'a reviewer who may only read and whose team could not be read',
    outcome: 'denied',
    says: 'holds triage in this repository now, and write is needed',
    context: both({ approvers: { users: [], teams: ['secops'] } }),
    pullRequest: { reviews: known([review({ standing: { ...inTeams, role: known('triage'), teams: {} } })]) },
  },
  {
    threat: 'several people who all fall short, each for his own reason',
    outcome: 'denied',
    says: '@octocat: opened the pull request',
    pullRequest: {
      reviews: known([
        review({ user: author }),
        review({ id: 11, user: null }),
        review({ id: 12, user: second, state: 'COMMENTED' }),
        review({ id: 13, user: second, state: 'DISMISSED' }),
      ]),
      changes: pullRequest().changes,
    },
  },
];
