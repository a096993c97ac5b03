import type { Signature } from '../git/write-commit.ts';
import type { ForgeAccount, ForgeState, ForgeTeam, Role } from './model.ts';

/** Who commits what is done on GitHub's web pages; its id and address are GitHub's own. */
export const WEB_FLOW = { id: 19_864_447, login: 'web-flow', name: 'GitHub', email: 'noreply@github.com' } as const;

/** The account behind a workflow's GITHUB_TOKEN; its id is GitHub's own. */
export const ACTIONS_BOT = { id: 41_898_282, login: 'github-actions[bot]', type: 'Bot' } as const;

/** An account as a scenario asks for it. */
export interface NewUser {
  readonly login: string;
  readonly id?: number;
  readonly type?: ForgeAccount['type'];
  readonly name?: string;
  readonly email?: string;
  readonly emails?: readonly string[];
  /** `write` by default for people, `none` for bots. */
  readonly role?: Role;
}

/** Adds an account. Throws where the login is taken. */
export function addAccount(state: ForgeState, user: NewUser): ForgeAccount {
  if (findAccount(state, user.login)) throw new Error(`the forge already has ${user.login}`);
  const id = user.id ?? state.nextId();
  const account: ForgeAccount = {
    id,
    login: user.login,
    type: user.type ?? 'User',
    name: user.name ?? user.login,
    emails: [...(user.email === undefined ? [] : [user.email]), ...(user.emails ?? [])],
    role: user.role ?? (user.type === 'Bot' ? 'none' : 'write'),
    deleted: false,
  };
  if (account.emails.length === 0) account.emails = [noreply(account)];
  state.accounts.push(account);
  return account;
}

function noreply({ id, login }: ForgeAccount): string {
  return `${id}+${login}@users.noreply.github.com`;
}

/** The account of a login, in whatever case it is written; undefined where there is none or it was deleted. */
export function findAccount(state: ForgeState, login: string): ForgeAccount | undefined {
  return state.accounts.find((account) => !account.deleted && account.login.toLowerCase() === login.toLowerCase());
}

/** As {@link findAccount}. Throws where there is none: a scenario has to add people before they act. */
export function accountOf(state: ForgeState, login: string): ForgeAccount {
  const account = findAccount(state, login);
  if (!account) throw new Error(`the forge has no account ${login}`);
  return account;
}

/** The account GitHub would show for a commit's e-mail address; undefined where it can match none. */
export function accountOfEmail(state: ForgeState, email: string): ForgeAccount | undefined {
  const wanted = email.toLowerCase();
  const noreplyLogin = /^(?:\d+\+)?(.+)@users\.noreply\.github\.com$/.exec(wanted)?.[1];
  if (noreplyLogin !== undefined) return findAccount(state, noreplyLogin);
  return state.accounts.find(({ deleted, emails }) => !deleted && emails.some((own) => own.toLowerCase() === wanted));
}

/** How an account signs commits. */
export function signatureOf({ name, emails }: ForgeAccount): Signature {
  return { name, email: emails[0] ?? '' };
}

/** A team as a scenario asks for it: its members by login, active ones unless said otherwise. */
export interface NewTeam {
  readonly slug: string;
  readonly parent?: string;
  readonly members?: readonly (string | { readonly login: string; readonly state: 'active' | 'pending' })[];
}

/** Adds a team of the repository's owner. */
export function addTeam(state: ForgeState, { slug, parent, members = [] }: NewTeam): ForgeTeam {
  const team: ForgeTeam = { id: state.nextId(), slug, parent, members: new Map() };
  for (const member of members) {
    const { login, state: membership } =
      typeof member === 'string' ? { login: member, state: 'active' as const } : member;
    team.members.set(login.toLowerCase(), { state: membership, role: 'member' });
  }
  state.teams.push(team);
  return team;
}

/** Somebody's membership of a team or of a team below it; undefined where there is none. */
export function findMembership(
  state: ForgeState,
  slug: string,
  login: string,
): { readonly state: 'active' | 'pending'; readonly role: 'member' | 'maintainer' } | undefined {
  const team = state.teams.find((candidate) => candidate.slug === slug);
  const direct = team?.members.get(login.toLowerCase());
  if (!team || direct) return direct;
  const children = state.teams.filter((candidate) => candidate.parent === slug);
  return children.map((child) => findMembership(state, child.slug, login)).find((found) => found !== undefined);
}

/** Everybody whose membership of a team, or of a team below it, is active. */
export function findMembers(state: ForgeState, slug: string): ForgeAccount[] {
  return state.accounts.filter(
    ({ deleted, login }) => !deleted && findMembership(state, slug, login)?.state === 'active',
  );
}
