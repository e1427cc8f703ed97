// Tables whose rows become cards where there is no room; each cell knows its column's name for that.

import { h } from './dom.js';

/** columns: [{name, cell: (item) => children, kind}]; kind `figure` aligns digits, `wide` takes what is left. */
export function table(label, columns, items, empty) {
  if (items.length === 0) {
    return h('p', { class: 'empty' }, empty);
  }
  const head = h('tr', {}, columns.map(({ name, kind }) => h('th', { scope: 'col', class: kind }, name)));
  const row = (item) => h('tr', {}, columns.map(({ name, cell, kind }) => h('td', { class: kind, 'data-name': name }, h('div', {}, cell(item)))));
  return h('table', { 'aria-label': label }, h('thead', {}, head), h('tbody', {}, items.map(row)));
}
