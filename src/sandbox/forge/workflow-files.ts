/** The files below `.github/` that a repository starts with: who owns them, and the workflow that applies. */
export function workflowFiles(environment: string): Record<string, string> {
  return {
    '.github/CODEOWNERS': '/.github/ @monalisa\n',
    '.github/workflows/reconcile.yml': reconcileWorkflow(environment),
  };
}

function reconcileWorkflow(environment: string): string {
  return `name: reconcile
on:
  push:
    branches: [main]
  schedule:
    - cron: '17,47 * * * *'
  workflow_dispatch:
permissions: {}
jobs:
  reconcile:
    runs-on: ubuntu-24.04
    environment: ${environment}
    permissions:
      contents: read
      id-token: write
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: actions/create-github-app-token@1b10c78c7865c340bc4f6099eb2f838309f1e8c3 # v3.1.1
        id: app
        with:
          client-id: \${{ vars.REINSTATE_APP }}
          private-key: \${{ secrets.REINSTATE_APP_KEY }}
      - run: reinstate reconcile --require-posture
        env:
          GITHUB_TOKEN: \${{ steps.app.outputs.token }}
`;
}
