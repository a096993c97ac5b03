import type { DeploymentBranches } from '../ports/repository-settings.ts';
import type { Asked } from './asked.ts';
import type { PosturePoint } from './finding.ts';
import { limitEnvironment, listDeploymentBranches } from './github-commands.ts';
import type { PostureFacts } from './posture-facts.ts';
import { notRead, point } from './posture-point.ts';

/** Whether only the default branch may deploy to the environments that Entra trusts. */
export function judgeEnvironments(facts: PostureFacts): readonly PosturePoint[] {
  const { environments } = facts;
  if (!environments.answered)
    return [notRead(point(null, 'workflows', 'environments', true), environments, 'Actions: read')];
  return [...environments.value].map(([name, branches]) => judgeEnvironment(name, branches, facts));
}

function judgeEnvironment(
  name: string,
  asked: Asked<DeploymentBranches | undefined>,
  { repository, defaultBranch }: PostureFacts,
): PosturePoint {
  const say = point(null, 'workflows', `environment ${name}`, true);
  if (!asked.answered) return notRead(say, asked, 'Actions: read');
  const branches = asked.value;
  const limit = limitEnvironment(repository, name, defaultBranch);
  if (branches === undefined) {
    return say.problem(`there is no environment ${name}, and GitHub makes one for the first branch that asks`, limit);
  }
  if (branches === 'any') return say.problem(`every branch may deploy to ${name}, with any workflow in it`, limit);
  if (branches === 'protected') {
    const message = `every branch with some protection may deploy to ${name}, and where there is none, every branch`;
    return say.problem(message, limit);
  }
  const others = branches.filter((one) => one.type !== 'branch' || one.name !== defaultBranch);
  if (others.length > 0) {
    const named = others.map((one) => `${one.type} ${one.name}`).join(', ');
    return say.problem(
      `${named} may deploy to ${name}, and only ${defaultBranch} should`,
      `${listDeploymentBranches(repository, name)}, and delete what is not ${defaultBranch}`,
    );
  }
  if (branches.length === 0) return say.problem(`no branch may deploy to ${name}, so nothing runs in it`, limit);
  return say.ok(`only ${defaultBranch} may deploy to ${name}`);
}
