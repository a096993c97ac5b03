import { RequestError } from '@octokit/request-error';
import type { OpenedPullRequest, Proposal, PullRequestOpener } from '../../ports/pull-request-opener.ts';
import { ConfigurationError, MissingRightError, NotFoundError, UnavailableError } from '../../support/errors.ts';
import { accountIn } from './account.ts';
import { answerAbout, answersAbout, type Answer } from './answer.ts';
import type { GitHubClient } from './client.ts';
import { tokenPerson } from './token-person.ts';

/** Opens pull requests over REST, with nothing but git objects, one new ref and the pull request itself. */
export function createPullRequestOpener(client: GitHubClient): PullRequestOpener {
  return { person: async () => tokenPerson(client), open: async (proposal) => open(client, proposal) };
}

async function open(client: GitHubClient, proposal: Proposal): Promise<OpenedPullRequest> {
  const { branch } = proposal;
  const commit = await commitFiles(client, proposal);
  await createBranch(client, branch, commit);
  const opened = await createPullRequest(client, proposal).catch(async (error: unknown) => {
    throw await withoutBranch(client, branch, error);
  });
  if (opened !== 'unknown') return opened;
  // To take the branch away would close what may be open.
  throw new UnavailableError(`GitHub did not say whether it opened a pull request of the branch ${branch}`, {
    hint: 'look for it on GitHub; if there is none, delete the branch and run this again',
  });
}

const NEEDED =
  'the token needs Contents: write and Pull requests: write; whoever may not write opens the pull request from a fork';

/** A commit that nothing points to yet: left behind, it is nobody's business. */
async function commitFiles(client: GitHubClient, proposal: Proposal): Promise<string> {
  const { octokit, owner, repo, write } = client;
  const { base, files, commitMessage: message } = proposal;
  const base_tree = await treeOf(client, base.commit);
  // The text goes along with the tree: one request however many files there are.
  const tree = files.map(({ path, text: content }) => ({ path, content, mode: '100644', type: 'blob' }) as const);
  const treeMade = await write(
    'the files',
    async () => octokit.rest.git.createTree({ owner, repo, base_tree, tree }),
    NEEDED,
  );
  const about = { message, tree: answerAbout('the files', treeMade.data).text('sha'), parents: [base.commit] };
  const written = await write(
    'the commit',
    async () => octokit.rest.git.createCommit({ owner, repo, ...about }),
    NEEDED,
  );
  return answerAbout('the commit', written.data).text('sha');
}

async function treeOf({ octokit, owner, repo, read }: GitHubClient, commit: string): Promise<string> {
  const what = `commit ${commit}`;
  try {
    const { data } = await read(what, async () => octokit.rest.git.getCommit({ owner, repo, commit_sha: commit }));
    return answerAbout(what, data).within('tree').text('sha');
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    throw new MissingRightError(`GitHub shows GITHUB_TOKEN no ${what} in ${owner}/${repo} (404)`, {
      hint: 'check that the token may read it, and that GITHUB_REPOSITORY is the repository that origin is',
    });
  }
}

async function createBranch(client: GitHubClient, branch: string, commit: string): Promise<void> {
  const { octokit, owner, repo } = client;
  const outcome = await client.write(
    `the branch ${branch}`,
    async () => {
      try {
        await octokit.rest.git.createRef({ owner, repo, ref: `refs/heads/${branch}`, sha: commit });
        return 'made';
      } catch (error) {
        if (says(error, 422, 'Reference already exists')) return 'taken';
        if (isAmbiguous(error) && (await tipOf(client, branch)) === commit) return 'made';
        throw error;
      }
    },
    NEEDED,
  );
  if (outcome === 'taken') throw await branchTaken(client, branch);
}

async function tipOf({ octokit, owner, repo, read }: GitHubClient, branch: string): Promise<string | undefined> {
  const what = `branch ${branch}`;
  try {
    const { data } = await read(what, async () => octokit.rest.git.getRef({ owner, repo, ref: `heads/${branch}` }));
    return answerAbout(what, data).within('object').text('sha');
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

async function branchTaken(client: GitHubClient, branch: string): Promise<Error> {
  const opened = await openPullRequestOf(client, branch);
  if (opened) {
    return new ConfigurationError(
      `this was asked for already: pull request #${opened.number} of the branch ${branch}`,
      { hint: `go on there, ${opened.url}, or choose another name with --name` },
    );
  }
  return new ConfigurationError(`GitHub has a branch ${branch} already, without an open pull request`, {
    hint: `delete it if nobody needs it (git push origin --delete ${branch}), or choose another name with --name`,
  });
}

async function createPullRequest(client: GitHubClient, proposal: Proposal): Promise<OpenedPullRequest | 'unknown'> {
  const { octokit, owner, repo } = client;
  const { branch: head, base, title, body } = proposal;
  const outcome = await client.write(
    'the pull request',
    async () => {
      try {
        const { data } = await octokit.rest.pulls.create({ owner, repo, head, base: base.branch, title, body });
        return toOpened(answerAbout('the pull request', data));
      } catch (error) {
        if (says(error, 403, 'not permitted to create or approve pull requests')) return 'notForActions';
        const opened = isAmbiguous(error) ? await openedAllTheSame(client, head) : undefined;
        if (opened) return opened;
        throw error;
      }
    },
    NEEDED,
  );
  if (outcome !== 'notForActions') return outcome;
  throw new MissingRightError('this repository lets GitHub Actions open no pull requests (403)', {
    hint: 'use the token of a person or an App, or allow it in the settings for Actions',
  });
}

/** The answer was lost, so GitHub is asked what became of it. */
async function openedAllTheSame(
  client: GitHubClient,
  branch: string,
): Promise<OpenedPullRequest | 'unknown' | undefined> {
  return openPullRequestOf(client, branch).catch(() => 'unknown' as const);
}

async function openPullRequestOf(
  { octokit, owner, repo, read }: GitHubClient,
  branch: string,
): Promise<OpenedPullRequest | undefined> {
  const what = `pull request of ${branch}`;
  const head = `${owner}:${branch}`;
  const { data } = await read(what, async () => octokit.rest.pulls.list({ owner, repo, head, state: 'open' }));
  // A filter that GitHub does not understand is no filter.
  const found = answersAbout(what, data).find((one) => one.within('head').text('ref') === branch);
  return found && toOpened(found);
}

function toOpened(answer: Answer): OpenedPullRequest {
  return {
    number: answer.whole('number'),
    url: answer.text('html_url'),
    author: accountIn(answer.withinOrNull('user')),
  };
}

/** Takes the branch away, so that the same can be tried again; what went wrong comes back, with what is left behind. */
async function withoutBranch(client: GitHubClient, branch: string, failure: unknown): Promise<unknown> {
  const { octokit, owner, repo } = client;
  try {
    await client.write(`the end of ${branch}`, async () =>
      octokit.rest.git.deleteRef({ owner, repo, ref: `heads/${branch}` }).catch((error: unknown) => {
        if (!says(error, 422, 'Reference does not exist')) throw error;
      }),
    );
    return failure;
  } catch {
    const message = failure instanceof Error ? failure.message : String(failure);
    return new UnavailableError(`${message}; the branch ${branch} was left behind`, {
      hint: `delete it before you run this again: git push origin --delete ${branch}`,
      cause: failure,
    });
  }
}

/** Whether a write may have been carried out although no answer says so. */
function isAmbiguous(error: unknown): boolean {
  return !(error instanceof RequestError) || error.response === undefined || error.status >= 500;
}

function says(error: unknown, status: number, text: string): boolean {
  return error instanceof RequestError && error.status === status && error.message.includes(text);
}
