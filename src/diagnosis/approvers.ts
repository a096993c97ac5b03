import type { ApprovalPolicy, TenantPolicy } from '../policy/policy.ts';
import type { Account } from '../ports/github.ts';
import { unshown, type Asked } from './asked.ts';
import type { ApproverFacts, NamedAccount } from './approver-facts.ts';
import { about, type Finding } from './finding.ts';
import { commandLine } from './shell.ts';

const WRITERS: ReadonlySet<string | undefined> = new Set(['write', 'maintain', 'admin']);
const EDIT = 'in .github/reinstate.yml';
const METADATA = 'repository permission "Metadata: read"';

/** Whether whom the policy names is there and able to do what it is named for. `repository` is `owner/name`. */
export function judgeApprovers(policy: TenantPolicy, facts: ApproverFacts, repository: string): readonly Finding[] {
  return [
    ...each(facts.users, (login, account) => judgeUser(policy, login, account, repository)),
    ...each(facts.teams, (team, members) => judgeTeam(policy, team, members)),
    ...each(facts.intake, (app, account) => judgeApp(policy, app, account)),
    ...each(facts.people, (login, account) => judgePerson(policy, login, account)),
    ...enough(policy, facts),
  ];
}

function each<T>(asked: ReadonlyMap<string, T>, judge: (name: string, value: T) => Finding): readonly Finding[] {
  return [...asked].map(([name, value]) => judge(name, value));
}

function judgeUser({ tenant }: TenantPolicy, login: string, asked: Asked<NamedAccount>, repository: string): Finding {
  const say = about(tenant, 'approvers', `@${login}`);
  if (!asked.answered) return unshown(say, asked, METADATA);
  const { account, role = 'none' } = asked.value;
  const replace = `correct or remove ${login} from approvals.approvers.users ${EDIT}`;
  if (!account) return say.problem(`GitHub has no account @${login}: nobody can approve by that name`, replace);
  if (account.type !== 'User') return say.problem(`@${login} is a ${account.type}, and only people approve`, replace);
  if (WRITERS.has(role)) return say.ok(`@${login} is there and can write`);
  const place = `repos/${repository}/collaborators/${login}`;
  const grant = commandLine('gh', 'api', '--method', 'PUT', place, '-f', 'permission=push');
  return say.problem(`@${login} has the right ${role} in the repository, and approvals count from write on`, grant);
}

function judgeTeam({ tenant }: TenantPolicy, team: string, asked: Asked<readonly Account[]>): Finding {
  const say = about(tenant, 'approvers', `team ${team}`);
  if (!asked.answered) return unshown(say, asked, 'organization permission "Members: read"');
  if (asked.value.length > 0) return say.ok(`team ${team} can be read and has ${asked.value.length} member(s)`);
  return say.problem(
    `team ${team} has no members: nobody approves by it`,
    `add somebody to the team on GitHub, or remove ${team} from approvals.approvers.teams ${EDIT}`,
  );
}

function judgeApp({ tenant }: TenantPolicy, app: string, asked: Asked<NamedAccount>): Finding {
  const say = about(tenant, 'approvers', `app ${app}`);
  if (!asked.answered) return unshown(say, asked, METADATA);
  const remedy = `correct or remove ${app} from approvals.intake ${EDIT}`;
  const { account } = asked.value;
  if (!account) return say.problem(`GitHub has no App ${app}: no pull request can come from it`, remedy);
  return account.type === 'Bot'
    ? say.ok(`the App ${app} is there`)
    : say.problem(`${app} is a ${account.type} and no App`, remedy);
}

/** A login that is nobody's bars nobody: its owner would approve for his own address under another one. */
function judgePerson({ tenant }: TenantPolicy, login: string, asked: Asked<NamedAccount>): Finding {
  const say = about(tenant, 'approvers', `person ${login}`);
  if (!asked.answered) return unshown(say, asked, METADATA);
  if (asked.value.account) return say.ok(`@${login}, whose address the policy knows, is there`);
  return say.problem(
    `GitHub has no account @${login}, so the address beside it keeps nobody from approving for himself`,
    `correct or remove ${login} from approvals.people ${EDIT}`,
  );
}

/** Where only named people approve, they can be counted; who wrote a request can not approve it. */
function enough(policy: TenantPolicy, { users }: ApproverFacts): readonly Finding[] {
  const { approvers } = policy.approvals;
  const answers = [...users.values()];
  if (approvers.teams.length > 0 || approvers.permission !== undefined) return [];
  if (!answers.every(({ answered }) => answered)) return [];
  const able = answers.filter((asked) => asked.answered && isAble(asked.value)).length;
  const most = mostRequired(policy.approvals);
  const say = about(policy.tenant, 'approvers', 'enough');
  if (able >= most) return [say.ok(`${able} approver(s) can give the ${most} approval(s) that a request can need`)];
  return [
    say.problem(
      `a request can need ${most} approvals, and ${able} approver(s) can give one: it would wait until its ttl`,
      `name more approvers, or a team or permission, in approvals.approvers ${EDIT}`,
    ),
  ];
}

function isAble({ account, role }: NamedAccount): boolean {
  return account?.type === 'User' && WRITERS.has(role);
}

function mostRequired({ required, protected: guarded, falsePositive }: ApprovalPolicy): number {
  return Math.max(required, ...guarded.map((rule) => rule.required), falsePositive?.required ?? 0);
}
