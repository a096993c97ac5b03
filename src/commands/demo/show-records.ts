import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Console } from '../console.ts';

const BRANCH = 'origin/reinstate/records/contoso';

/** Prints the records branch as an auditor would read it. */
export async function showRecords(world: Sandbox, { out, colours }: Console): Promise<void> {
  const clone = await world.clone();
  const log = await world.git(['log', '--reverse', '--format=%h %s', BRANCH], clone);
  out(`\n${colours.bold('The records')}, branch ${BRANCH.replace('origin/', '')}\n`);
  for (const line of log.trim().split('\n')) out(`  ${line}\n`);
  const alice: Told = JSON.parse(await world.git(['show', `${BRANCH}:records/alice.json`], clone));
  out(`\n${colours.bold('records/alice.json')}, in short\n`);
  for (const line of summary(alice)) out(`  ${line}\n`);
}

interface Told {
  readonly phase: string;
  readonly approval: {
    readonly pullRequest: number;
    readonly reviews: readonly {
      readonly user: { readonly login: string };
      readonly authority: string;
      readonly reason: string;
    }[];
  };
  readonly evidence: readonly { readonly check: string; readonly result: string; readonly observed: string }[];
  readonly conditions: readonly { readonly type: string; readonly status: string; readonly message: string }[];
}

function summary({ phase, approval, evidence, conditions }: Told): readonly string[] {
  return [
    `phase      ${phase}, pull request #${approval.pullRequest}`,
    ...approval.reviews.map(({ user, authority, reason }) => `review     @${user.login}: ${reason} (${authority})`),
    ...evidence.map(({ check, result, observed }) => `evidence   ${check}: ${result}, ${observed}`),
    ...conditions.map(({ type, status, message }) => `condition  ${type} ${status}: ${message}`),
  ];
}
