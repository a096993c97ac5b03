import type { Account, GitHubReader, PullRequestCommit } from '../ports/github.ts';
import type { TenantPolicy } from '../policy/policy.ts';
import { read } from '../support/read.ts';
import { known, unknown, type Reading } from '../support/reading.ts';
import type { Contributor } from './evidence.ts';

const TRAILER = /^co-authored-by:.*<([^<>\s]+)>\s*$/gimu;
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
  const addresses = [...message.matchAll(TRAILER)].map(([, address]) => (address ?? '').toLowerCase());
  return Promise.all(
    addresses.map(async (address): Promise<Contributor> => ({
      role: 'co-author',
      account: await accountBehind(address, commits, policies, github),
    })),
  );
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
