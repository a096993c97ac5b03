import { beforeAll, describe, expect, it } from 'vitest';
import { requestsOfOneRun } from '../crash/run.ts';
import { crashWorld } from '../crash/world.ts';
import { GITHUB_CALLS } from './fault-matrix/github-calls.ts';
import { GIT_CALLS } from './fault-matrix/git-scene.ts';
import { ENTRA_CALLS, EXCHANGE_CALLS, GRAPH_CALLS, OIDC_CALLS, WEBHOOK_CALLS } from './fault-matrix/microsoft-calls.ts';
import { REPORT_CALLS } from './fault-matrix/report-calls.ts';

/** What a run asks, as the sandbox hears it, and the calls of the matrix that are this. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  'entra configuration': ['where tokens are issued'],
  'entra token': ['a token to read Exchange', 'a token to read Graph', 'a token to unblock'],
  'exchange Get-BlockedConnector': ['Get-BlockedConnector', 'Get-BlockedConnector, to verify'],
  'exchange Get-BlockedSenderAddress': [
    'Get-BlockedSenderAddress',
    'Get-BlockedSenderAddress, a further page',
    'Get-BlockedSenderAddress, to verify',
  ],
  'exchange Get-InboxRule': ['Get-InboxRule'],
  'exchange Get-Mailbox': ['Get-Mailbox'],
  'exchange Get-MailboxPermission': ['Get-MailboxPermission'],
  'exchange Get-Recipient': ['Get-Recipient'],
  'exchange Get-RecipientPermission': ['Get-RecipientPermission'],
  'exchange Remove-BlockedConnector': ['Remove-BlockedConnector'],
  'exchange Remove-BlockedSenderAddress': ['Remove-BlockedSenderAddress'],
  'git fetch': ['what is behind refs'],
  'git fetch: refs': ['the refs to read'],
  'git push': ['a push'],
  'git push: refs': ['the refs to write'],
  'github checks.create': ['a check run is made'],
  'github checks.listForRef': ['the check runs of a commit'],
  'github issues.createComment': ['a comment is made'],
  'github issues.listComments': ['the comments of a pull request'],
  'github issues.listEventsForTimeline': ['its timeline'],
  'github pulls.get': ['a pull request'],
  'github pulls.listCommits': ['its commits'],
  'github pulls.listFiles': ['its files'],
  'github pulls.listReviews': ['its reviews'],
  'github repos.get': ['the repository'],
  'github repos.getCollaboratorPermissionLevel': ['the role of a reviewer'],
  'github repos.listActivities': ['the pushes to its branch'],
  'github repos.listPullRequestsAssociatedWithCommit': ['the pull requests of a commit'],
  'github teams.getMembershipForUserInOrg': ['a membership of a team'],
  'graph domains/{}': ['the domain'],
  'graph identityProtection/riskyUsers/{}': ['the risk'],
  'graph users': ['the user'],
  'graph users/{}/authentication/methods': ['the methods'],
  'oidc identity token': ['an identity token'],
  'webhook delivery': ['a webhook'],
};

/** What only some runs ask. */
const SOMETIMES = [
  'the registration report',
  'the account that an intake spoke for',
  'a file of a commit',
  'a comment is changed',
];

describe('the fault matrix', () => {
  let heard: ReadonlySet<string>;

  beforeAll(async () => {
    await using world = await crashWorld();
    heard = new Set((await requestsOfOneRun(world, await world.clone())).map(({ name }) => name));
  }, 120_000);

  it('knows every call that the sandbox hears of a run without a fault', () => {
    expect([...heard].toSorted()).toEqual(Object.keys(CALLS));
  });

  it('plays each of them', () => {
    const lists = [
      EXCHANGE_CALLS,
      GRAPH_CALLS,
      ENTRA_CALLS,
      OIDC_CALLS,
      GITHUB_CALLS,
      REPORT_CALLS,
      GIT_CALLS,
      WEBHOOK_CALLS,
    ];
    const played = [...lists.flatMap((calls) => calls.map(({ name }) => name)), 'the repository'];
    expect(played.toSorted()).toEqual([...Object.values(CALLS).flat(), ...SOMETIMES].toSorted());
  });
});
