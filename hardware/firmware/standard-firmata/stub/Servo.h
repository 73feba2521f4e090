// SPDX-License-Identifier: AGPL-3.0-or-later
// StandardFirmata includes Arduino's Servo library, which Debian does not package. Servos are no
// concern of a station: these do nothing.
#ifndef Servo_h
#define Servo_h

class Servo {
public:
    unsigned char attach(int) { return 0; }
    unsigned char attach(int, int, int) { return 0; }
    void detach() {}
    void write(int) {}
    bool attached() { return false; }
};

#endif
