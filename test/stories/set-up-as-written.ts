import type { ForgeRuleset } from '../../src/sandbox/forge/settings.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

/** Gives the repository the rulesets that init wrote, and the environments of its workflows, as the page on adopting says. */
export function setUpAsWritten(world: Sandbox, files: Readonly<Record<string, string>>): void {
  const { settings } = world.forge.state;
  settings.rulesets = Object.entries(files)
    .filter(([path]) => path.startsWith('.github/rulesets/'))
    .map(([, text], id) => rulesetFrom(id, JSON.parse(text)));
  settings.environments = ['microsoft365', 'microsoft365-reader', 'reinstate-intake'].map((name) => ({
    name,
    branches: [{ name: 'main', type: 'branch' }],
  }));
}

/** A ruleset as it is sent to GitHub, as the forge then has it. */
function rulesetFrom(
  id: number,
  sent: Pick<ForgeRuleset, 'name' | 'enforcement' | 'rules'> & {
    readonly conditions: { readonly ref_name: { readonly include: readonly string[] } };
    readonly bypass_actors: ForgeRuleset['bypass'];
  },
): ForgeRuleset {
  const { name, enforcement, rules, conditions, bypass_actors: bypass } = sent;
  return { id, name, level: 'Repository', enforcement, include: conditions.ref_name.include, rules, bypass };
}
