import { h } from '../dom';

/** What stands in place of charts before there is anything to draw. */
export function noEvents(pipeline: string): HTMLElement {
  return h(
    'div',
    { class: 'empty' },
    h('h2', {}, 'No events yet'),
    h('p', {}, 'Charts appear with the first window. To see some at once, start the node with demo traffic:'),
    h('pre', {}, 'dotnet run --project src/ActorPipeline.Node -c Release -- --demo'),
    h('p', {}, 'or send events of your own, one a line:'),
    h('pre', {}, `curl -H 'Content-Type: text/plain' --data-binary @events.log ${new URL(`collect/${pipeline}`, document.baseURI)}`),
  );
}

export const noPipelines = (): HTMLElement =>
  h(
    'div',
    { class: 'empty' },
    h('h2', {}, 'No pipelines'),
    h('p', {}, 'This node runs none. Declare one in hocon/pipelines/ and start the node again.'),
  );

export const waiting = (): HTMLElement => h('div', { class: 'empty' }, h('p', {}, 'Waiting for the node…'));
