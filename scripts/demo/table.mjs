/** Rows of cells as a text table with a line under the first row. */
export const table = (rows) => {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (left, middle, right) => left + widths.map((width) => '─'.repeat(width + 2)).join(middle) + right;
  const text = (row) => `│ ${row.map((cell, column) => cell.padEnd(widths[column])).join(' │ ')} │`;
  const [head, ...body] = rows;
  return [line('┌', '┬', '┐'), text(head), line('├', '┼', '┤'), ...body.map(text), line('└', '┴', '┘')].join('\n');
};
