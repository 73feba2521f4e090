// Asks the browser where it is when the button is pressed, and sends that rounded to 0.01°: about a kilometre.
for (const form of document.querySelectorAll("form[data-position]")) {
  const status = form.querySelector("[role=status]");
  const rounded = (degrees) => (Math.round(degrees * 100) / 100).toFixed(2);
  form.hidden = !("geolocation" in navigator);
  form.addEventListener("submit", (event) => {
    const field = form.elements.namedItem("place");
    if (field.value !== "") return;
    event.preventDefault();
    status.textContent = form.dataset.waiting;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        field.value = `${rounded(coords.latitude)}~${rounded(coords.longitude)}`;
        form.submit();
      },
      () => {
        status.textContent = form.dataset.refused;
      },
      { maximumAge: 600000, timeout: 15000 },
    );
  });
}
