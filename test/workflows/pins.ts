import { isMap, isScalar, parseDocument, visit } from 'yaml';
import { ACTION_PINS } from './action-pins.ts';

/**
 * Each `uses` that is not a commit of the pin table with its tag in a comment behind it. `own` are the ways in which a
 * workflow may name this project's own action or workflows.
 */
export function pinProblems(text: string, own: readonly RegExp[]): readonly string[] {
  const problems: string[] = [];
  visit(parseDocument(text), {
    Map(_key, map) {
      if (!isMap(map)) return;
      const uses = map.get('uses', true);
      if (isScalar(uses)) problems.push(...usesProblems(String(uses.value), uses.comment?.trim(), own));
    },
  });
  return problems;
}

function usesProblems(uses: string, comment: string | undefined, own: readonly RegExp[]): readonly string[] {
  if (own.some((pattern) => pattern.test(uses))) return [];
  const [action = '', commit] = uses.split('@');
  const pin = ACTION_PINS.get(action);
  if (!pin || commit !== pin.commit) return [`${uses} is not in the pin table (test/workflows/action-pins.ts)`];
  return comment === pin.tag ? [] : [`${uses} needs its tag behind it as a comment: # ${pin.tag}`];
}
