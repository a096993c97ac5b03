import { known, unknown } from '../../../src/support/reading.ts';
import { author, bot, HEAD, review, reviewer, second } from '../build.ts';
import { both, type Threat } from './threat.ts';

const byReviewer = (role: 'author' | 'committer' | 'co-author') => ({
  changes: known([{ commit: HEAD, people: [{ role, account: known(reviewer) }] }]),
});

/** How the bytes got to the default branch, and who had a hand in them. */
export const landingThreats: readonly Threat[] = [
  {
    threat: 'a direct push to the default branch',
    outcome: 'denied',
    says: 'was not brought by a merged pull request',
    evidence: { pullRequest: known(null) },
  },
  {
    threat: 'a pull request that GitHub could not be asked about',
    outcome: 'indeterminate',
    says: 'could not be read: 502',
    evidence: { pullRequest: unknown('502') },
  },
  {
    threat: 'an unrelated pull request that does not hold the file',
    outcome: 'denied',
    says: 'does not hold',
    pullRequest: { files: known([{ path: 'unblock-requests/contoso/bob.yaml', status: 'added' }]) },
  },
  {
    threat: 'a pull request that also changes a workflow',
    outcome: 'denied',
    says: 'also changes .github/workflows/reconcile.yml',
    pullRequest: {
      files: known([
        { path: 'unblock-requests/contoso/alice.yaml', status: 'added' },
        { path: '.github/workflows/reconcile.yml', status: 'modified' },
      ]),
    },
  },
  {
    threat: 'a .gitattributes beside the request',
    outcome: 'denied',
    says: 'also changes unblock-requests/contoso/.gitattributes',
    pullRequest: {
      files: known([
        { path: 'unblock-requests/contoso/alice.yaml', status: 'added' },
        { path: 'unblock-requests/contoso/.gitattributes', status: 'added' },
      ]),
    },
  },
  {
    threat: 'a file renamed into the requests from elsewhere',
    outcome: 'denied',
    says: 'also changes unblock-requests/contoso/alice.yaml',
    pullRequest: {
      files: known([{ path: 'unblock-requests/contoso/alice.yaml', previousPath: 'notes.txt', status: 'renamed' }]),
    },
  },
  {
    threat: 'more files than GitHub lists',
    outcome: 'indeterminate',
    says: 'could not be read completely',
    pullRequest: { files: unknown('GitHub listed 3000 of 3001 changed files') },
  },
  {
    threat: 'the author approving himself',
    outcome: 'denied',
    says: "opened the pull request, so can't approve it",
    pullRequest: { reviews: known([review({ user: author })]) },
  },
  {
    threat: 'the author approving himself under a login in other case',
    outcome: 'denied',
    says: "so can't approve it",
    pullRequest: { reviews: known([review({ user: { id: 1, login: 'OctoCat', type: 'User' } })]) },
  },
  ...(['author', 'committer', 'co-author'] as const).map((role): Threat => ({
    threat: `an approval by the ${role} of a commit that changed the file`,
    outcome: 'denied',
    says: `is the ${role} of ${HEAD.slice(0, 7)}, which changed this file`,
    pullRequest: byReviewer(role),
  })),
  {
    threat: "an approval by whoever pushed the bytes under somebody else's e-mail",
    outcome: 'denied',
    says: 'pushed ddddddd, which changed this file',
    pullRequest: { pushes: known([{ commit: HEAD, actor: reviewer }]) },
  },
  {
    threat: 'a change by somebody whom no account can be matched to',
    outcome: 'indeterminate',
    says: 'matches no account',
    pullRequest: { changes: known([{ commit: HEAD, people: [{ role: 'author', account: unknown('no account') }] }]) },
  },
  {
    threat: 'more commits than GitHub lists',
    outcome: 'indeterminate',
    says: 'could not be read completely',
    pullRequest: { changes: unknown('GitHub listed 250 of 251 commits') },
  },
  {
    threat: 'an approval by the person the intake App spoke for',
    outcome: 'denied',
    says: 'asked for this request',
    context: both({ intake: ['contoso-helpdesk-app'] }),
    request: { requestedBy: 'hubot-keeper' },
    pullRequest: { author: bot, requestedBy: known(reviewer) },
  },
  {
    threat: 'a trusted intake App with the person it spoke for',
    outcome: 'approved',
    says: '1 of 1',
    context: both({ intake: ['contoso-helpdesk-app'] }),
    request: { requestedBy: 'monalisa' },
    pullRequest: { author: bot, requestedBy: known(second) },
  },
  {
    threat: 'a bot that nobody trusts as intake',
    outcome: 'denied',
    says: 'one more because a bot opened the pull request',
    pullRequest: { author: bot },
  },
  {
    threat: 'a trusted intake App that names nobody',
    outcome: 'denied',
    says: 'one more because a bot opened the pull request',
    context: both({ intake: ['contoso-helpdesk-app'] }),
    pullRequest: { author: bot },
  },
  {
    threat: 'an untrusted bot that claims to speak for somebody',
    outcome: 'denied',
    says: 'requestedBy names @monalisa',
    request: { requestedBy: 'monalisa' },
    pullRequest: { author: bot, requestedBy: known(second) },
  },
  {
    threat: 'a human author who claims that somebody else asked',
    outcome: 'denied',
    says: 'requestedBy names @monalisa',
    request: { requestedBy: 'monalisa' },
    pullRequest: { requestedBy: known(second) },
  },
  {
    threat: 'an approval from before the pull request was pointed at the default branch',
    outcome: 'denied',
    says: 'before the pull request was pointed at the default branch',
    pullRequest: { baseChangedAt: known('2026-11-23T09:00:00.000Z') },
  },
  {
    threat: "a base branch whose history can't be read",
    outcome: 'indeterminate',
    says: "the base branch's history could not be read",
    pullRequest: { baseChangedAt: unknown('404') },
  },
  {
    threat: 'pushes that GitHub does not tell about',
    outcome: 'approved',
    says: '1 of 1',
    pullRequest: { pushes: unknown('404') },
  },
];
