import { matrix } from './fault-matrix/matrix.ts';
import { ENTRA_CALLS, GRAPH_CALLS, OIDC_CALLS } from './fault-matrix/microsoft-calls.ts';

matrix('graph', GRAPH_CALLS);
matrix('entra', ENTRA_CALLS, { tokens: 'own' });
matrix('oidc', OIDC_CALLS, { tokens: 'own' });
