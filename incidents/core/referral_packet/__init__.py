"""What leaves a case for another body, or for the person herself to send: chosen parts, masked, as one document.

`packet.packet` and `letter.letter` make the document; its bytes are the JSON form, and the PDF and the preview are
drawn from them. See docs/adr/0039.
"""
