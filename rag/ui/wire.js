// Runs once in every rendered part: a click on something with data-act is told to the program, with the text
// of the field that belongs to it. Gradio looks for the names of the events here, in quotes:
// 'cite' 'passage' 'close' 'example' 'again' 'edit' 'copy' 'export' 'rate' 'new' 'recall' 'forget'
// 'obtain' 'halt' 'switch' 'rename' 'unlimit' 'sources' 'read' 'remove' 'speaker' 'leaf' 'when'
const tell = (target) => {
  if (!target || target.disabled) return;
  const field = target.closest('[data-form]')?.querySelector('input, textarea');
  window.onRecord?.acted(target);
  trigger(target.dataset.act, { ...target.dataset, typed: field ? field.value : '' });
};
element.addEventListener('click', (event) => tell(event.target.closest('[data-act]')));
element.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || !event.target.matches('[data-form] input')) return;
  tell(event.target.closest('[data-form]').querySelector('[data-act]'));
});
watch('value', () => window.onRecord?.changed(element));
