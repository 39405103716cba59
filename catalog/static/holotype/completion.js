// Inputs that the server completes while somebody types: terms of a vocabulary, options of a long
// list. What is typed may always stay as it is.
export const startCompletions = (root) => {
  for (const input of root.querySelectorAll("input[data-source]")) {
    window.holotype.combobox(input, { source, choose });
  }
};

const source = async (input) => {
  const answer = await fetch(`${input.dataset.source}&q=${encodeURIComponent(input.value)}`);
  if (!answer.ok) return [];
  const { options } = await answer.json();
  return options.map(({ value, note }) => ({ text: value, detail: note }));
};

const choose = ({ text }, input) => {
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
};
