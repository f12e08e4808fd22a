// Shows the video room in the page, through the script of the deployment (external_api.js), and gives orders to it.
(() => {
  const frame = document.querySelector("[data-room]");
  if (!frame) return;
  if (!window.JitsiMeetExternalAPI) {
    frame.hidden = true;
    document.querySelector(".rooms-fallback").hidden = false;
    return;
  }
  const options = JSON.parse(frame.dataset.room);
  const room = new window.JitsiMeetExternalAPI(frame.dataset.host, { ...options, parentNode: frame });
  frame.querySelector(".rooms-waiting").hidden = true;
  const buttons = document.querySelectorAll("[data-order]");
  const orders = {
    lobby(button) {
      const on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", on);
      room.executeCommand("toggleLobby", on);
    },
    mute() {
      room.executeCommand("muteEveryone", "audio");
    },
  };
  buttons.forEach((button) => button.addEventListener("click", () => orders[button.dataset.order](button)));
  room.addListener("videoConferenceJoined", () => buttons.forEach((button) => (button.disabled = false)));
  room.addListener("readyToClose", () => location.assign(frame.dataset.leave));
})();
