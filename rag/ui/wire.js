// Runs once in every HTML component: a click on something with data-act is told to the program.
// The names of the events stand quoted here because Gradio looks for them: 'cite' 'nearest' 'passage'
// 'close' 'example'.
element.addEventListener('click', (event) => {
  const target = event.target.closest('[data-act]');
  if (!target || target.disabled) return;
  window.onRecord?.acted(target);
  trigger(target.dataset.act, { ...target.dataset });
});
watch('value', () => window.onRecord?.changed(element));
