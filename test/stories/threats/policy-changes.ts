import { ANALYST, REVIEWER } from '../../../src/sandbox/story/cast.ts';
import { APP, KEEPER, WRITER } from './cast.ts';
import type { Stage } from './stage.ts';
import { denied, harmless, type PlayedThreat } from './threat.ts';

const APPROVALS = {
  required: 1,
  approvers: { users: [REVIEWER, KEEPER] },
  protected: [{ entities: ['raised@contoso.com'], required: 2 }],
  falsePositive: { required: 2 },
  intake: ['contoso-helpdesk-app'],
};

/** The policy under which the product runs in the end. */
export const POLICY_NOW = { approvals: APPROVALS };

/** Changes the policy, lets something land under it, and changes it back. */
async function under(stage: Stage, text: string, act: () => Promise<unknown>): Promise<void> {
  const { world } = stage;
  const path = '.github/reinstate.yml';
  const now = world.policyYaml({ limits: { unblocksPerRun: 100 }, ...POLICY_NOW });
  await world.forge.commit({ files: { [path]: text }, author: ANALYST });
  await act();
  await world.forge.commit({ files: { [path]: now }, author: ANALYST });
}

async function landedUnder(stage: Stage, approvals: object): Promise<void> {
  await under(stage, stage.world.policyYaml({ approvals: { ...APPROVALS, ...approvals } }), async () => stage.land());
}

/** Policy loosened or tightened, and approvers changed, between landing and run. */
export const policyThreats: readonly PlayedThreat[] = [
  harmless('unchanged', 'a policy that only changed its order', async (stage) =>
    landedUnder(stage, { approvers: { users: [KEEPER, REVIEWER] } }),
  ),
  denied('new-approver', 'an approver named only later', 'does not name this account', async (stage) =>
    landedUnder(stage, { approvers: { users: [KEEPER] } }),
  ),
  denied('old-approver', 'an approver named no longer', 'does not name this account', async (stage) =>
    under(stage, stage.world.policyYaml({ approvals: { ...APPROVALS, approvers: { users: [WRITER] } } }), async () => {
      const pullRequest = await stage.open();
      stage.approve(pullRequest, WRITER);
      await stage.merge(pullRequest);
    }),
  ),
  denied('lowered', 'a count lowered after the landing', '1 of 2', async (stage) =>
    landedUnder(stage, { required: 2 }),
  ),
  denied('raised', 'a count raised after the landing', '1 of 2', async (stage) =>
    landedUnder(stage, { protected: [] }),
  ),
  denied('unprotected', 'a protection lifted after the landing', '1 of 2', async (stage) =>
    landedUnder(stage, { protected: [{ entities: ['unprotected@contoso.com'], required: 2 }] }),
  ),
  denied('broken', 'no valid policy at the landing', 'no valid policy named the tenant', async (stage) =>
    under(stage, 'tenants: {}\n', async () => stage.land()),
  ),
  denied('other-tenant', 'another tenant id at the landing', 'another tenant id', async (stage) => {
    const text = stage.world.policyYaml(POLICY_NOW);
    const { tenantId } = stage.world.tenant;
    await under(stage, text.replace(tenantId, '99999999-9999-9999-9999-999999999999'), async () => stage.land());
  }),
  denied('mistake', 'false positives allowed only later', 'knew no false positives', async (stage) => {
    const text = stage.good
      .replace('passwordReset', 'investigation')
      .replace('entity:', 'assessment: falsePositive\nentity:');
    const { falsePositive: _, ...without } = APPROVALS;
    await under(stage, stage.world.policyYaml({ approvals: without }), async () => {
      const pullRequest = await stage.open({ files: { [stage.path]: text } });
      stage.approve(pullRequest);
      stage.approve(pullRequest, KEEPER);
      await stage.merge(pullRequest);
    });
  }),
  denied('new-intake', 'an intake trusted only later', 'requestedBy names', async (stage) => {
    const text = `${stage.good}requestedBy: ${ANALYST}\n`;
    await under(stage, stage.world.policyYaml({ approvals: { ...APPROVALS, intake: [] } }), async () =>
      stage.land({ author: APP, files: { [stage.path]: text } }),
    );
  }),
  denied('branched-before', 'a branch from before the policy was tightened', '1 of 2', async (stage) => {
    const pullRequest = await stage.open();
    stage.approve(pullRequest);
    await under(stage, stage.world.policyYaml({ approvals: { ...APPROVALS, required: 2 } }), async () =>
      stage.merge(pullRequest, { method: 'merge' }),
    );
  }),
];
