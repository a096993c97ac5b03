import type { Account, GitHubReader, PullRequestCommit } from '../ports/github.ts';
import type { TenantPolicy } from '../policy/policy.ts';
import { read } from '../support/read.ts';
import { known, unknown, type Reading } from '../support/reading.ts';
import type { Contributor } from './evidence.ts';

/** Read more widely than git reads trailers: who is named twice is barred twice, who is overlooked is not barred. */
const TRAILER = /^[ \t]*co[ \t_-]*authored[ \t_-]*by[ \t]*[:=](.*)$/gimu;
const ADDRESS = /[^\s<>(),;:"]+@[^\s<>(),;:"]+/gu;
/** GitHub's private addresses: `id+login@…`, before 2017 `login@…`. Source: GitHub Docs, "Setting your commit email address". */
const PRIVATE_ADDRESS = /^(?:(\d+)\+)?([a-z0-9-]+(?:\[bot\])?)@users\.noreply\.github\.com$/iu;

/**
 * The accounts behind a commit message's co-author trailers. Matched by GitHub's private address, by an address that
 * another commit of the pull request ties to an account, or by the policy's list of people; else unknown.
 */
export async function coAuthors(
  message: string,
  commits: readonly PullRequestCommit[],
  policies: readonly TenantPolicy[],
  github: GitHubReader,
): Promise<readonly Contributor[]> {
  const named = trailersOf(message).flatMap((value) => value.match(ADDRESS) ?? [undefined]);
  return Promise.all(
    named.map(async (address): Promise<Contributor> => ({
      role: 'co-author',
      account: address
        ? await accountBehind(address.toLowerCase(), commits, policies, github)
        : unknown('a co-author trailer names no address'),
    })),
  );
}

/** What stands behind each co-author trailer, with lines that go on on the next one put together. */
function trailersOf(message: string): readonly string[] {
  const unfolded = message.replaceAll(/\r\n?/gu, '\n').replaceAll(/\n[ \t]+(?=\S*[<@])/gu, ' ');
  return [...unfolded.matchAll(TRAILER)].map(([, value = '']) => value);
}

async function accountBehind(
  address: string,
  commits: readonly PullRequestCommit[],
  policies: readonly TenantPolicy[],
  github: GitHubReader,
): Promise<Reading<Account>> {
  const seen = commits.flatMap((commit) => [
    commit.authorEmail.toLowerCase() === address ? commit.author : null,
    commit.committerEmail.toLowerCase() === address ? commit.committer : null,
  ]);
  const account = seen.find((one) => one !== null);
  if (account) return known(account);

  const [, id, login] = PRIVATE_ADDRESS.exec(address) ?? [];
  if (id !== undefined && login !== undefined) return known({ id: Number(id), login, type: 'User' });
  const named = login ?? loginOf(address, policies);
  return named === undefined
    ? unknown(`no account is known for the co-author ${address}`)
    : read(() => github.account(named));
}

function loginOf(address: string, policies: readonly TenantPolicy[]): string | undefined {
  return policies
    .flatMap(({ approvals }) => Object.entries(approvals.people))
    .find(([, person]) => person === address)?.[0];
}
