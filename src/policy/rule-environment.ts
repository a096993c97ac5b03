import { Environment, type ASTNode } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import { assertNever } from '../support/assert-never.ts';
import { errorMessage } from '../support/errors.ts';
import { childrenOf } from './rule-nodes.ts';
import { RULE_VARIABLES, type Shape } from './rule-variables.ts';

const MOST_NODES = 1000;
const DEEPEST = 64;
const LONGEST_PATTERN = 500;
const LINEAR_MATCHES = 'matchesLinear';

/** CEL with the variables of a rule: unknown names and fields are errors when an expression is checked. */
export function ruleEnvironment(): Environment {
  const cel = new Environment({
    homogeneousAggregateLiterals: false,
    limits: { maxAstNodes: MOST_NODES, maxDepth: DEEPEST },
  });
  cel.registerFunction(`string.${LINEAR_MATCHES}(string): bool`, (value: string, pattern: string) =>
    RE2JS.compile(pattern).matcher(value).find(),
  );
  for (const [name, shape] of Object.entries<Shape>(RULE_VARIABLES)) {
    const type = celType(shape);
    cel.registerVariable(typeof type === 'string' ? { name, type } : { name, schema: type });
  }
  return cel;
}

interface CelSchema {
  [field: string]: string | CelSchema;
}

function celType(shape: Shape): string | CelSchema {
  switch (shape.is) {
    case 'text':
      return 'string';
    case 'moment':
      return 'google.protobuf.Timestamp';
    case 'int':
    case 'bool':
      return shape.is;
    case 'list':
      return `list<${shape.of.is === 'moment' ? 'google.protobuf.Timestamp' : 'string'}>`;
    case 'object':
      return Object.fromEntries(Object.entries(shape.fields).map(([key, inner]) => [key, celType(inner)]));
    default:
      return assertNever(shape);
  }
}

/**
 * Turns every matches() of an expression that is not checked yet into a linear one; returns what is wrong with a
 * pattern. The library uses JavaScript's engine, which a hostile text keeps busy for years, and CEL means RE2 anyway.
 */
export function makeMatchesLinear(node: ASTNode): string | undefined {
  if (node.op === 'rcall' && node.args[0] === LINEAR_MATCHES) return `calls ${LINEAR_MATCHES}(): write matches()`;
  if (node.op === 'rcall' && node.args[0] === 'matches') {
    const complaint = patternComplaint(node.args[2][0]);
    if (complaint !== undefined) return complaint;
    node.args[0] = LINEAR_MATCHES;
  }
  for (const inner of childrenOf(node)) {
    const complaint = makeMatchesLinear(inner);
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}

/** A pattern that is computed could come from the request, and nobody would have checked it. */
function patternComplaint(pattern: ASTNode | undefined): string | undefined {
  if (pattern?.op !== 'value' || typeof pattern.args !== 'string') return 'has a matches() without a literal pattern';
  if (pattern.args.length > LONGEST_PATTERN) return `has a pattern of more than ${LONGEST_PATTERN} characters`;
  try {
    RE2JS.compile(pattern.args);
    return undefined;
  } catch (error) {
    return `has a pattern that is none: ${errorMessage(error)}`;
  }
}
