import { expect, it, vi } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople } from '../../src/sandbox/story/cast.ts';
import { CALLS, countsOf, documented } from './calls.ts';
import { reconcile } from './program.ts';
import { approvedRequest } from './request.ts';

const REQUESTS = 50;

// Identity Protection is asked once a second.
vi.setConfig({ testTimeout: 300_000 });

it('fifty pull requests are judged, unblocked and told with as many calls as documented, all evidence required', async () => {
  const policy = { limits: { unblocksPerRun: REQUESTS }, evidence: { riskyUser: 'require' } };
  await using world = await startSandbox({ policy });
  addPeople(world);
  world.tenant.reader.graphRoles = [...world.tenant.reader.graphRoles, 'IdentityRiskyUser.Read.All'];
  for (let index = 0; index < REQUESTS; index += 1) await approvedRequest(world, `user${index}`);
  const clone = await world.clone();
  const from = { requests: world.requests.length, cmdlets: world.tenant.log.length };
  const run = await reconcile(world, clone);
  expect(run.results.map(({ phase }) => phase)).toEqual(Array(REQUESTS).fill('Unblocked'));
  expect(countsOf(world, from)).toEqual(documented(1, 0));
  const github = world.requests.slice(from.requests).filter(({ system }) => system === 'github');
  const writes = github.filter(({ method }) => method !== 'GET');
  expect(CALLS).toContain(`GitHub is asked ${github.length} times, of which ${writes.length} write`);
});
