import { judgeDefaultBranch } from './branch-posture.ts';
import { judgeCodeowners } from './codeowners-posture.ts';
import { judgeEnvironments } from './environment-posture.ts';
import type { PosturePoint } from './finding.ts';
import { restrainWorkflows } from './github-commands.ts';
import type { PostureFacts } from './posture-facts.ts';
import { notRead, point } from './posture-point.ts';
import { judgeRecords } from './records-posture.ts';
import { judgeWorkflows } from './workflow-posture.ts';

/** Everything about how the control repository is set up: the trust boundary that no proof of an approval replaces. */
export function judgePosture(facts: PostureFacts): readonly PosturePoint[] {
  return [
    ...judgeDefaultBranch(facts),
    judgeCodeowners(facts),
    ...judgeEnvironments(facts),
    ...judgePermissions(facts),
    ...judgeWorkflows(facts.workflows),
    ...[...facts.records].flatMap(([tenant, branch]) => judgeRecords(tenant, branch, facts)),
  ];
}

function judgePermissions({ permissions, repository }: PostureFacts): readonly PosturePoint[] {
  const approve = point(null, 'workflows', 'approvals', true);
  if (!permissions.answered) return [notRead(approve, permissions, 'Administration: read')];
  const { mayApprovePullRequests, writesByDefault } = permissions.value;
  const remedy = restrainWorkflows(repository);
  return [
    mayApprovePullRequests
      ? approve.problem('workflows may approve pull requests, so a workflow can be the second person', remedy)
      : approve.ok('workflows can not approve pull requests'),
    ...(writesByDefault
      ? [
          point(null, 'workflows', 'defaultToken', false).problem(
            'the token of a workflow that names no permissions may write',
            remedy,
          ),
        ]
      : []),
  ];
}
