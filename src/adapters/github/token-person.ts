import type { Account } from '../../ports/github.ts';
import { MissingRightError, NotFoundError } from '../../support/errors.ts';
import { accountIn } from './account.ts';
import { answerAbout } from './answer.ts';
import type { GitHubClient } from './client.ts';

/** The person whose token it is; undefined for an App, which GitHub does not tell who it is. */
export async function tokenPerson({ octokit, read }: GitHubClient): Promise<Account | undefined> {
  const what = 'account of the token';
  try {
    const { data } = await read(what, async () => octokit.rest.users.getAuthenticated());
    return accountIn(answerAbout(what, data)) ?? undefined;
  } catch (error) {
    if (error instanceof MissingRightError || error instanceof NotFoundError) return undefined;
    throw error;
  }
}
