import { connectGitHub } from '../adapters/github/client.ts';
import { createRepositorySettings } from '../adapters/github/repository-settings.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { collectPosture } from '../diagnosis/collect-posture.ts';
import type { PosturePoint } from '../diagnosis/finding.ts';
import { judgePosture } from '../diagnosis/posture.ts';
import type { ControlRepository } from '../ports/control-repository.ts';
import type { Progress } from '../ports/progress.ts';
import { chosenTenants, requirePolicy } from '../reconcile/control-state.ts';
import { ConfigurationError, UnavailableError } from '../support/errors.ts';
import type { GitHubEnvironment } from './environment.ts';

/** What a run that requires posture is about. */
export interface PostureRequirement {
  readonly git: ControlRepository;
  readonly github: GitHubEnvironment;
  readonly progress: Progress;
  readonly tenant: string | undefined;
}

/**
 * Throws unless every point of the repository's posture that a run rests on is as it has to be, before anything is claimed:
 * ConfigurationError naming each weak point and what mends it, UnavailableError where only an answer was missing.
 */
export async function requirePosture({ git, github, progress, tenant }: PostureRequirement): Promise<void> {
  progress.step('reading how the repository is set up');
  const tip = await git.fetchTip();
  const { policy } = await requirePolicy(tip, git);
  const tenants = chosenTenants(policy, tenant).map((one) => one.tenant);
  const repository = `${github.owner}/${github.repo}`;
  const settings = createRepositorySettings(connectGitHub({ ...github, clock: systemClock }));
  const points = judgePosture(await collectPosture({ git, settings, repository }, tip, tenants));
  const weak = points.filter(({ status }) => status !== 'ok');
  for (const one of weak.filter(({ required }) => !required)) progress.warn(told(one).join('; '));
  const refused = weak.filter(({ required }) => required);
  if (refused.length === 0) return;
  const hint = 'nothing was done: reinstate doctor shows everything about it';
  const lines = ['the repository is not set up as --require-posture asks', ...refused.flatMap(told)].join('\n');
  throw refused.every(({ passing }) => passing)
    ? new UnavailableError(lines, { hint })
    : new ConfigurationError(lines, { hint });
}

/** What is weak, and on a line of its own what mends it. */
function told({ tenant, check, message, remedy }: PosturePoint): readonly string[] {
  return [
    `${tenant === null ? '' : `${tenant}: `}${check}: ${message}`,
    `  ${remedy ?? 'nothing is known to mend it'}`,
  ];
}
