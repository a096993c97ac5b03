import type { TenantPolicy } from '../policy/policy.ts';
import type { GitHubReader } from '../ports/github.ts';
import type { RepositorySettings } from '../ports/repository-settings.ts';
import { NotFoundError } from '../support/errors.ts';
import type { ApproverFacts, NamedAccount } from './approver-facts.ts';
import type { Asked } from './asked.ts';
import { ask } from './collect-asked.ts';
import { once } from './collect-once.ts';

/** Looks up everybody a tenant's approvals name. Tenants that name the same people ask once between them. */
export function approverCollector(
  github: GitHubReader,
  settings: RepositorySettings,
): (policy: TenantPolicy) => Promise<ApproverFacts> {
  const account = once(async (login: string) => ask(async () => findAccount(github, login, 'account')));
  const approver = once(async (login: string) => ask(async () => findAccount(github, login, 'role')));
  const members = once(async (team: string) => ask(async () => settings.teamMembers(team)));
  return async ({ approvals: { approvers, intake, people } }) => {
    const [users, teams, apps, persons] = await Promise.all([
      askAll(approvers.users, approver),
      askAll(approvers.teams, members),
      askAll(intake, async (app) => account(`${app}[bot]`)),
      askAll(Object.keys(people), account),
    ]);
    return { users, teams, intake: apps, people: persons };
  };
}

async function askAll<T>(
  names: readonly string[],
  question: (name: string) => Promise<Asked<T>>,
): Promise<ReadonlyMap<string, Asked<T>>> {
  const answers = await Promise.all(names.map(async (name) => [name, await question(name)] as const));
  return new Map(answers);
}

async function findAccount(github: GitHubReader, login: string, what: 'account' | 'role'): Promise<NamedAccount> {
  const account = await orNothing(async () => github.account(login));
  if (what === 'account' || account?.type !== 'User') return { account, role: undefined };
  return { account, role: (await orNothing(async () => github.permission(login)))?.role ?? 'none' };
}

async function orNothing<T>(question: () => Promise<T>): Promise<T | undefined> {
  try {
    return await question();
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}
