import { connectGitHub } from '../../adapters/github/client.ts';
import { createPullRequestOpener } from '../../adapters/github/pull-request-opener.ts';
import type { Progress } from '../../ports/progress.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import type { OpenedPullRequest, PullRequestOpener } from '../../ports/pull-request-opener.ts';
import { pullRequestFor, type IssueOrigin } from '../../report/new-pull-request.ts';
import { ConfigurationError, UnavailableError } from '../../support/errors.ts';
import type { Console } from '../console.ts';
import { githubEnvironment } from '../environment.ts';
import type { Control } from './control.ts';
import type { DraftedRequest } from './draft.ts';

/** Connects to GitHub with something that can open a pull request. Throws ConfigurationError for what is not set. */
export function connectOpener(env: Console['env']): PullRequestOpener {
  return createPullRequestOpener(connectGitHub({ ...githubEnvironment(env), clock: systemClock }));
}

/** Opens one pull request with all of these, as the owner of the token. Touches neither the folder nor its git. */
export async function propose(
  requests: readonly [DraftedRequest, ...DraftedRequest[]],
  opener: PullRequestOpener,
  { looking }: Control,
  { progress, origin }: Pick<Console, 'progress'> & { readonly origin: IssueOrigin | undefined },
): Promise<OpenedPullRequest> {
  if (!looking) {
    throw new UnavailableError('no pull request can be opened, as origin could not be asked', {
      hint: 'run it again; without --open-pr the files are written here',
    });
  }
  await refuseForeignRequester(requests, opener);
  progress.step('opening a pull request');
  const files = requests.map(({ path, text }) => ({ path, text }));
  const opened = await opener.open({ ...pullRequestFor(requests, origin), base: looking.tip, files });
  warnOfApp(requests, opened, progress);
  return opened;
}

/** `requestedBy` is believed of a person himself, or of an App that the policy trusts; anything else is denied later. */
async function refuseForeignRequester(requests: readonly DraftedRequest[], opener: PullRequestOpener): Promise<void> {
  const named = requests.find(({ requestedBy }) => requestedBy !== undefined)?.requestedBy;
  if (named === undefined) return;
  const person = await opener.person();
  const hint =
    'such a request would be denied: leave --requested-by out, or use the token of an App of approvals.intake';
  if (person && person.login.toLowerCase() !== named.toLowerCase()) {
    throw new ConfigurationError(`requestedBy names @${named}, but GITHUB_TOKEN is @${person.login}'s`, { hint });
  }
  if (!person && requests.some(({ facts }) => facts.tenant.approvals.intake.length === 0)) {
    throw new ConfigurationError(`requestedBy names @${named}, but the policy trusts no App to speak for anybody`, {
      hint,
    });
  }
}

function warnOfApp(requests: readonly DraftedRequest[], { author }: OpenedPullRequest, progress: Progress): void {
  if (!author || author.type === 'User') return;
  const app = author.login.toLowerCase().replace(/\[bot\]$/u, '');
  const trusted = requests.every(({ facts }) => facts.tenant.approvals.intake.includes(app));
  const named = requests.some(({ requestedBy }) => requestedBy !== undefined);
  if (trusted && named) return;
  progress.warn(
    named
      ? `@${author.login} opened it, which approvals.intake does not name: its requestedBy will be denied`
      : `@${author.login} is no person, so one approval more is needed than usual`,
  );
}
