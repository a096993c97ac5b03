import { keepBlob, pushDirectly, tipOf } from '../world/control.ts';
import { CAST } from '../world/people.ts';
import { POLICY, policyYaml, type Rulebook } from '../world/policies.ts';
import type { World } from '../world/world.ts';

/** Puts a policy on the default branch. */
export function setPolicy(world: World, rulebook: Rulebook, atMs: number): void {
  const text = policyYaml(rulebook);
  world.rulebooks.set(keepBlob(world.control, text), rulebook);
  pushDirectly(world.control, { [POLICY]: text }, { atMs, by: CAST.author, message: 'Set the policy' });
}

/** The policy of the default branch as it is now. */
export function rulebookNow({ control, rulebooks }: World): Rulebook | undefined {
  return rulebooks.get(tipOf(control).tree.get(POLICY) ?? '');
}
